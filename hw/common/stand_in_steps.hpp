// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "hw/common/unit_id.hpp"

namespace octet::hw {

/// How the steps of a unit went that another module took in its place, beside what the unit's page says of their
/// cycles.
struct StandInSteps {
  UnitId unit = UnitId::controller;
  std::uint64_t steps = 0;  ///< finished
  std::uint64_t off = 0;    ///< of these took other cycles
  std::string first = {};   ///< the first of those, for people

  friend bool operator==(const StandInSteps&, const StandInSteps&) = default;
};

}  // namespace octet::hw
