// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "sim/tech/technology.hpp"

namespace octet::tech {

/// One unit on the chip.
struct UnitArea {
  std::string name;
  SquareMillimeters area;
  Watts leakage;
  std::string source;  ///< which rows made it
};

/// An accelerator's cells and memory macros, without the DRAM and without the room that placement leaves between cells.
struct Area {
  std::vector<UnitArea> units;  ///< eight units of gates, then the four buffers
  /// Units of the machine that no figure holds, as there are no gates to count: name and reason.
  std::vector<std::string> not_priced;

  SquareMillimeters total() const;
  Watts leakage() const;
  SquareMillimeters of(const std::string& unit) const;
};

/// Gates of the area model times the table's area of a gate; bytes of the buffers times its rows for memories.
Area area(const arch::Architecture& architecture, const Technology& technology);

}  // namespace octet::tech
