// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

#include "sim/bench/measure.hpp"

namespace octet::bench {

/// A speed target was missed by more than the gate allows (exit 5): nothing is wrong with any result.
class GateMissed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws GateMissed with every ratio and peak that `missed_by` names.
void check_gate(const Results& results, double factor);

}  // namespace octet::bench
