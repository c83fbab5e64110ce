// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/power/function.hpp"
#include "sim/power/lookup_table.hpp"
#include "sim/synthesis/liberty.hpp"

namespace octet::power {

/// What a pin dissipates inside its cell when it changes, in the library's unit of energy.
struct InternalPower {
  std::vector<LookupTable> rise, fall;  ///< one an arc
};

struct InputPin {
  std::string name;
  double capacitance = 0.0;  ///< in the library's unit
  InternalPower power;       ///< whatever the outputs do
};

struct OutputPin {
  std::string name;
  Function function;  ///< of the inputs, then of a register's value and its inverse
  InternalPower power;
  std::vector<LookupTable> transitions;  ///< rising and falling, of every arc
};

/// What a cell keeps, changed by the rising edge of a pin.
struct Register {
  Function next, clear, preset;  ///< of the inputs; clear and preset may be empty
  std::size_t clock = 0;         ///< index of the input
};

struct Cell {
  std::string name;
  std::vector<InputPin> inputs;
  std::vector<OutputPin> outputs;
  std::optional<Register> state;
  double leakage = 0.0;  ///< in the library's unit of power
};

/// The cells of a library as far as function and power go. Pins on wires inside a package, three-state outputs and
/// latches are left out: a netlist that has such cells is refused.
class CellLibrary {
 public:
  /// Throws `UserError` with everything that is missing for any power at all: voltage, units, pins with capacitance,
  /// cells with internal power, cells with leakage.
  explicit CellLibrary(const synthesis::Liberty& liberty);

  /// Throws `UserError` for a cell that is not there, has no function that can be simulated, or lacks capacitances,
  /// internal power or transition times.
  const Cell& cell(const std::string& name) const;

  const std::string& path() const { return path_; }
  double volts() const { return volts_; }
  double farads() const { return farads_; }            ///< a unit of capacitance
  double joules() const { return farads_ * square_; }  ///< a unit of internal energy: capacitance times voltage squared
  double watts() const { return watts_; }              ///< a unit of leakage

 private:
  std::string path_;
  double volts_ = 0.0, farads_ = 0.0, square_ = 1.0, watts_ = 0.0;
  std::map<std::string, Cell> cells_;
  std::map<std::string, std::string> unusable_;  ///< cells and what they lack
};

}  // namespace octet::power
