// SPDX-License-Identifier: Apache-2.0
#include "sim/report/cost_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/report/si.hpp"

namespace octet::report {
namespace {

std::string energy_line(const std::string& name, const std::string& area, double dynamic, double leakage, double all) {
  const double factor = si_prefix(all).factor;  // one unit for the table
  return fmt::format("{:<20}{:>10}{:>12.4g}{:>12.4g}{:>9.1f}\n", name, area, dynamic / factor, leakage / factor,
                     all > 0.0 ? 100.0 * (dynamic + leakage) / all : 0.0);
}

}  // namespace

std::string not_priced_lines(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += fmt::format("{:<20}{}\n", "not priced", one);
  return text;
}

std::string cost_table(const sim::Costs& costs, double seconds) {
  const auto of_unit = [&](const std::string& name) {
    for (const tech::UnitArea& unit : costs.area.units)
      if (unit.name == name) return fmt::format("{:.4f}", unit.area.value());
    return std::string("-");
  };
  std::string text = fmt::format("\n{:<20}{:>10}", "at " + costs.technology.name(), "mm2");
  if (!costs.energy) {
    text += fmt::format("   ({})\n", costs.energy_missing_reason);
    for (const tech::UnitArea& unit : costs.area.units)
      text += fmt::format("{:<20}{:>10}\n", unit.name, of_unit(unit.name));
    return text + fmt::format("{:<20}{:>10.4f}\n", "total", costs.area.total().value()) +
           not_priced_lines(costs.area.not_priced);
  }
  const tech::Energy& energy = *costs.energy;
  const double all = energy.total().value();
  const std::string unit_name = std::string(si_prefix(all).text) + "J";
  text += fmt::format("{:>12}{:>12}{:>9}\n", "events " + unit_name, "leakage " + unit_name, "% of " + unit_name);
  for (const tech::UnitEnergy& unit : energy.units)
    text += energy_line(unit.name, of_unit(unit.name), unit.dynamic.value(), unit.leakage.value(), all);
  text += energy_line("total", fmt::format("{:.4f}", costs.area.total().value()), energy.dynamic().value(),
                      energy.leakage().value(), all);
  text += not_priced_lines(tech::not_priced(costs.area, energy));
  if (seconds > 0.0)
    text += fmt::format("{:<20}{} an inference, {} on average\n", "energy", si(all, "J"), si(all / seconds, "W"));
  return text;
}

}  // namespace octet::report
