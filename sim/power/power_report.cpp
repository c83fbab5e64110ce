// SPDX-License-Identifier: Apache-2.0
#include "sim/power/power_report.hpp"

#include <fmt/format.h>

namespace octet::power {
namespace {

/// The figures of a line that follow from others; differences in percent of the cells' energy.
struct Line {
  double power, table_power;  ///< watts
  double difference, difference_without_clock, rows_difference;
};

Line line_of(const UnitPower& unit, const arch::Architecture& architecture) {
  const double data = unit.gates.data().value(), cells = data + unit.gates.clock.value();
  const double seconds = static_cast<double>(unit.cycles) / static_cast<double>(architecture.clock_hz);
  const auto percent = [](tech::Joules of, double by) { return 100.0 * (of.value() / by - 1.0); };
  return {cells / seconds + unit.gates.leakage.value(), unit.table.value() / seconds, percent(unit.table, cells),
          percent(unit.table, data), percent(unit.rows, cells)};
}

}  // namespace

report::Json power_json(const PowerRequest& request, const PowerResult& result, const std::string& library) {
  report::Json references = report::Json::array(), units = report::Json::array();
  for (const Reference& it : result.references)
    references.push_back({{"row", tech::key(it.row)},
                          {"cells_j", it.cells.value()},
                          {"table_j", it.table.value()},
                          {"ratio", it.ratio()}});
  for (const UnitPower& unit : result.units) {
    const Line line = line_of(unit, request.architecture);
    units.push_back({{"name", unit.name},
                     {"cells", unit.cells},
                     {"registers", unit.registers},
                     {"cycles", unit.cycles},
                     {"toggles", unit.toggles},
                     {"output_bits", unit.outputs},
                     {"compared_bits", unit.compared},
                     {"switching_j", unit.gates.switching.value()},
                     {"internal_j", unit.gates.internal.value()},
                     {"data_j", unit.gates.data().value()},
                     {"clock_j", unit.gates.clock.value()},
                     {"leakage_w", unit.gates.leakage.value()},
                     {"power_w", line.power},
                     {"table_j", unit.table.value()},
                     {"table_power_w", line.table_power},
                     {"difference_percent", line.difference},
                     {"difference_without_clock_percent", line.difference_without_clock},
                     {"measured_rows_j", unit.rows.value()},
                     {"measured_rows_difference_percent", line.rows_difference}});
  }
  return {{"library", library},       {"volts", result.volts},  {"technology", request.technology.name()},
          {"seed", request.seed},     {"cases", request.cases}, {"scale", result.scale},
          {"references", references}, {"units", units}};
}

std::string power_table(const PowerRequest& request, const PowerResult& result, const std::string& library) {
  std::string text = fmt::format(
      "\npower of units: toggles x energies of {} at {} V, beside events x {} x {:.1f}; {} drawn cases each, seed {}\n"
      "{:<16}{:>8}{:>7}{:>9}{:>10}{:>10}{:>10}{:>10}{:>9}{:>11}{:>10}{:>9}{:>9}{:>10}\n",
      library, result.volts, request.technology.name(), result.scale, request.cases, request.seed, "", "cells", "flops",
      "cycles", "toggles", "data nJ", "clock nJ", "table nJ", "diff %", "to data %", "rows nJ", "diff %", "mW",
      "table mW");
  for (const UnitPower& unit : result.units) {
    const Line line = line_of(unit, request.architecture);
    text += fmt::format(
        "{:<16}{:>8}{:>7}{:>9}{:>10}{:>10.2f}{:>10.2f}{:>10.2f}{:>+9.1f}{:>+11.1f}{:>10.2f}{:>+9.1f}{:>9.2f}{:>10.2f}"
        "\n",
        unit.name, unit.cells, unit.registers, unit.cycles, unit.toggles, 1e9 * unit.gates.data().value(),
        1e9 * unit.gates.clock.value(), 1e9 * unit.table.value(), line.difference, line.difference_without_clock,
        1e9 * unit.rows.value(), line.rows_difference, 1e3 * line.power, 1e3 * line.table_power);
  }
  text +=
      "diff: over data and clock; rows: events x the rows below as these cells have them; mW: at the architecture's "
      "clock while the unit has steps\n";
  for (const Reference& it : result.references)
    text += fmt::format("{:<16}{:>12.4g} pJ in cells{:>10.4g} in the table   x {:.1f}\n", tech::key(it.row),
                        1e12 * it.cells.value(), 1e12 * it.table.value(), it.ratio());
  return text + fmt::format("{:<16}x {:.1f}: a product of 8 x 8 bits and a 32-bit addition\n", "scale", result.scale);
}

}  // namespace octet::power
