// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"
#include "sim/tech/area.hpp"
#include "sim/tech/technology.hpp"

namespace octet::tech {

/// One unit's energy of a run, or of a part of it.
struct UnitEnergy {
  std::string name;
  Joules dynamic;  ///< events times the table
  Joules leakage;  ///< the unit's leakage times the cycles

  Joules total() const { return dynamic + leakage; }
};

/// The chip's units as `Area` lists them, then `interconnect` (wires between buffers and units) and `dram` (the memory
/// outside: its accesses, not what it takes when idle).
struct Energy {
  std::vector<UnitEnergy> units;
  /// Opcodes that ran and whose work in their units no figure holds, as there are no gates to count: name and reason.
  std::vector<std::string> not_priced;

  Joules dynamic() const;
  Joules leakage() const;
  Joules total() const;
};

/// Prices of one architecture at one table, made once and multiplied by the counts of any run: linear, so that energies
/// of parts of a run add up to that of the whole. Throws `UserError` naming a row that the table lacks.
class Prices {
 public:
  Prices(const arch::Architecture& architecture, const Technology& technology);

  const Area& area() const { return area_; }
  /// Of the events of `counters` and of `cycles` of leakage; unit times of the counters are not looked at.
  Energy energy(const hw::Counters& counters, Cycles cycles) const;

 private:
  struct Access {
    Joules word;  ///< reading or writing one word
    Joules wire;  ///< one byte between the buffer and a unit
  };

  Area area_;
  Seconds cycle_;
  Joules product_, drained_column_, command_, dram_byte_, activation_;
  std::array<std::array<Joules, 3>, program::kOpcodeCount> operations_;  ///< element, row, step
  std::array<Access, program::kSpaceCount> accesses_;
};

/// What neither an area nor an energy of it holds, each once.
std::vector<std::string> not_priced(const Area& area, const Energy& energy);

/// `Prices` for one run.
Energy energy(const hw::Counters& counters, Cycles cycles, const arch::Architecture& architecture,
              const Technology& technology);

}  // namespace octet::tech
