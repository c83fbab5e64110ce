// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "hw/common/unit_id.hpp"

namespace octet::hw {

/// How the steps of a unit in gates went, beside what its page says of their cycles.
struct GatedSteps {
  UnitId unit = UnitId::controller;
  std::uint64_t steps = 0;  ///< finished
  std::uint64_t off = 0;    ///< of these took other cycles
  std::string first = {};   ///< the first of those, for people

  friend bool operator==(const GatedSteps&, const GatedSteps&) = default;
};

}  // namespace octet::hw
