// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/power/cell_library.hpp"

namespace octet::power {

using Net = std::uint32_t;

/// One cell of a netlist; nets in the order of the cell's pins.
struct Instance {
  const Cell* cell = nullptr;
  std::vector<Net> inputs, outputs;
};

/// A flat netlist of a library's cells with one clock.
struct Netlist {
  static constexpr Net kLow = 0, kHigh = 1, kUndefined = 2;  ///< nets that nothing drives

  std::size_t nets = 3;
  std::map<std::string, Net> inputs, outputs;  ///< by port; bits of a wider one as `name[3]`
  std::vector<Instance> logic;                 ///< each after those that drive it
  std::vector<Instance> registers;             ///< with a state; the clock is `clk_i`

  std::size_t cells() const { return logic.size() + registers.size(); }
};

/// Reads what yosys writes with `write_blif` after `flatten`: one model of `.subckt` and of `.names` that stand for a
/// constant or a second name. Throws `UserError` for cells that the library does not have or that cannot be simulated,
/// pins left open, nets driven twice, loops of logic, and a clock that is not the port `clk_i`. `library` outlives it.
Netlist read_netlist(const std::string& blif, const CellLibrary& library);

}  // namespace octet::power
