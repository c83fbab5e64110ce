// SPDX-License-Identifier: Apache-2.0
#include "sim/power/cell_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "models/core/error.hpp"

namespace octet::power {
namespace {

using Templates = std::map<std::string, const synthesis::LibertyGroup*>;

constexpr double kMost = 1e12;  // of whatever unit: more is no capacitance, voltage or leakage

/// The number of an attribute, positive; 0 without one.
double number_of(const synthesis::LibertyGroup& group, const std::string& attribute) {
  std::istringstream text(group.text(attribute));
  double value = 0.0;
  return text >> value && value > 0.0 && value < kMost ? value : 0.0;
}

/// `1pF`, `(1, pf)`, `1nW`: a number and a unit that ends in `letter`, as a factor of that unit; 0 for anything else.
double unit_of(const synthesis::LibertyGroup& library, const std::string& attribute, char letter) {
  std::string text;
  const std::vector<std::string>* values = library.find(attribute);
  for (const std::string& one : values == nullptr ? std::vector<std::string>{} : *values) text += one;
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  std::istringstream in(text);
  double value = 0.0;
  std::string unit;
  if (!(in >> value)) return 0.0;
  in.clear();
  in >> unit;
  if (unit.empty() || unit.size() > 2 || unit.back() != letter || value <= 0.0) return 0.0;
  if (unit.size() == 1) return value;
  static const std::map<char, double> kPrefixes = {{'f', 1e-15}, {'p', 1e-12}, {'n', 1e-9}, {'u', 1e-6}, {'m', 1e-3}};
  const auto prefix = kPrefixes.find(unit[0]);
  return prefix == kPrefixes.end() ? 0.0 : value * prefix->second;
}

/// Adds the tables of a kind that a group has.
void add_tables(const synthesis::LibertyGroup& group, const char* kind, const Templates& templates,
                const std::string& place, std::vector<LookupTable>& tables) {
  for (const synthesis::LibertyGroup& table : group.groups)
    if (table.name == kind) tables.emplace_back(table, templates, place + " " + kind);
}

InternalPower read_power(const synthesis::LibertyGroup& pin, const Templates& templates, const std::string& place) {
  InternalPower out;
  for (const synthesis::LibertyGroup& group : pin.groups) {
    if (group.name != "internal_power") continue;
    add_tables(group, "rise_power", templates, place, out.rise);
    add_tables(group, "fall_power", templates, place, out.fall);
    add_tables(group, "power", templates, place, out.rise);  // the same for both
    add_tables(group, "power", templates, place, out.fall);
  }
  return out;
}

/// What only becomes an error when a netlist has the cell.
struct Unusable {
  std::string why;
};

class CellReader {
 public:
  CellReader(const synthesis::LibertyGroup& group, const Templates& templates, const std::string& path)
      : group_(group), templates_(templates), place_(path + ": cell " + group.title()) {}

  Cell read() {
    cell_.name = group_.title();
    read_inputs();
    read_state();
    read_outputs();
    cell_.leakage = number_of(group_, "cell_leakage_power");
    require_power();
    return std::move(cell_);
  }

 private:
  void read_inputs() {
    for (const synthesis::LibertyGroup& pin : group_.groups) {
      if (pin.name != "pin" || pin.text("direction") != "input") continue;
      cell_.inputs.push_back({pin.title(), number_of(pin, "capacitance"), power_of(pin)});
      names_.push_back(pin.title());
    }
  }
  void read_state() {
    for (const synthesis::LibertyGroup& group : group_.groups) {
      if (group.name == "latch" || group.name == "statetable" || group.name == "ff_bank" || group.name == "latch_bank")
        throw Unusable{"keeps a value in a " + group.name};
      if (group.name != "ff") continue;
      Register state;
      const auto clock = std::find(names_.begin(), names_.end(), group.text("clocked_on"));
      if (clock == names_.end()) throw Unusable{"is clocked by " + group.text("clocked_on") + ", not by a rising pin"};
      state.clock = static_cast<std::size_t>(clock - names_.begin());
      state.next = function(group.text("next_state"));
      if (group.find("clear") != nullptr) state.clear = function(group.text("clear"));
      if (group.find("preset") != nullptr) state.preset = function(group.text("preset"));
      cell_.state = std::move(state);
      names_.insert(names_.end(), group.arguments.begin(), group.arguments.end());
    }
  }
  void read_outputs() {
    for (const synthesis::LibertyGroup& pin : group_.groups) {
      if (pin.name == "bus" || pin.name == "bundle") throw Unusable{"has pins in a " + pin.name};
      if (pin.name != "pin" || pin.text("direction") == "input") continue;
      if (pin.find("three_state") != nullptr) throw Unusable{"has the three-state output " + pin.title()};
      if (pin.find("function") == nullptr) throw Unusable{"has no function at " + pin.title()};
      OutputPin output{pin.title(), function(pin.text("function")), power_of(pin), {}};
      for (const synthesis::LibertyGroup& arc : pin.groups) {
        if (arc.name != "timing") continue;
        add_tables(arc, "rise_transition", templates_, place_, output.transitions);
        add_tables(arc, "fall_transition", templates_, place_, output.transitions);
      }
      cell_.outputs.push_back(std::move(output));
    }
    if (cell_.outputs.empty()) throw Unusable{"has no output"};
  }
  /// A cell that only ties a wire to a constant needs nothing.
  void require_power() const {
    for (const InputPin& pin : cell_.inputs)
      if (pin.capacitance == 0.0) throw Unusable{"has no capacitance at " + pin.name};
    if (cell_.inputs.empty()) return;
    if (cell_.leakage == 0.0) throw Unusable{"has no cell_leakage_power above 0"};
    for (const OutputPin& pin : cell_.outputs) {
      if (pin.power.rise.empty() || pin.power.fall.empty()) throw Unusable{"has no internal_power at " + pin.name};
      if (pin.transitions.empty()) throw Unusable{"has no transition times at " + pin.name};
    }
  }
  InternalPower power_of(const synthesis::LibertyGroup& pin) const { return read_power(pin, templates_, place_); }
  Function function(const std::string& text) const { return {text, names_, place_}; }

  const synthesis::LibertyGroup& group_;
  const Templates& templates_;
  std::string place_;
  std::vector<std::string> names_;  ///< inputs, then a register's value and its inverse
  Cell cell_;
};

}  // namespace

CellLibrary::CellLibrary(const synthesis::Liberty& liberty) : path_(liberty.path.string()) {
  const synthesis::LibertyGroup library = synthesis::library_group(liberty);
  Templates templates;
  for (const synthesis::LibertyGroup& group : library.groups)
    if (group.name == "lu_table_template" || group.name == "power_lut_template") templates[group.title()] = &group;
  for (const synthesis::LibertyGroup& group : library.groups) {
    if (group.name != "cell") continue;
    try {
      cells_.emplace(group.title(), CellReader(group, templates, path_).read());
    } catch (const Unusable& it) {
      unusable_[group.title()] = it.why;
    } catch (const UserError& error) {  // pads and the like, which no unit is made of
      unusable_[group.title()] = std::string("cannot be read: ") + error.what();
    }
  }

  volts_ = number_of(library, "nom_voltage");
  farads_ = unit_of(library, "capacitive_load_unit", 'f');
  square_ = unit_of(library, "voltage_unit", 'v') * unit_of(library, "voltage_unit", 'v');
  watts_ = unit_of(library, "leakage_power_unit", 'w');
  const auto any = [&](const auto& has) {
    return std::any_of(cells_.begin(), cells_.end(), [&](const auto& it) { return has(it.second); });
  };
  std::vector<Diagnostic> missing;
  const auto require = [&](bool is_there, const char* what) {
    if (!is_there) missing.push_back({path_, fmt::format("power needs {}, found none", what)});
  };
  require(volts_ > 0.0, "a nom_voltage");
  require(farads_ > 0.0, "a capacitive_load_unit");
  require(square_ > 0.0, "a voltage_unit");
  require(watts_ > 0.0, "a leakage_power_unit");
  require(any([](const Cell& it) { return !it.inputs.empty(); }),
          "cells with capacitances, internal_power, transition times and leakage");
  if (!missing.empty()) throw UserError(missing);
}

const Cell& CellLibrary::cell(const std::string& name) const {
  const auto found = cells_.find(name);
  if (found != cells_.end()) return found->second;
  const auto why = unusable_.find(name);
  throw UserError(path_, why == unusable_.end()
                             ? "has no cell " + name
                             : fmt::format("the cell {} cannot be counted: it {}", name, why->second));
}

}  // namespace octet::power
