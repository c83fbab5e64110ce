// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "hw/common/granted_step.hpp"
#include "models/core/error.hpp"

namespace octet::hw {

/// `command 12 (load_a), step 0,3, granted in cycle 77`, for faults.
inline std::string describe(const GrantedStep& step) {
  return describe(*step.issued) + ", step " + std::to_string(step.step.i0) + "," + std::to_string(step.step.i1) +
         ", granted in cycle " + std::to_string(step.granted);
}

/// Runs `body`; a fault of it names the command of `step`.
template <class Body>
void blaming(const GrantedStep& step, Body body) {
  try {
    body();
  } catch (const MachineFault& fault) {
    throw MachineFault(describe(step) + ": " + fault.what());
  }
}

}  // namespace octet::hw
