// SPDX-License-Identifier: Apache-2.0
#include "sim/report/cost_table.hpp"

#include <fmt/format.h>

namespace octet::report {
namespace {

std::string energy_line(const std::string& name, const std::string& area, double dynamic, double leakage, double all) {
  return fmt::format("{:<20}{:>10}{:>12.4g}{:>12.4g}{:>9.1f}\n", name, area, 1e6 * dynamic, 1e6 * leakage,
                     all > 0.0 ? 100.0 * (dynamic + leakage) / all : 0.0);
}

}  // namespace

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
    return text + fmt::format("{:<20}{:>10.4f}\n", "total", costs.area.total().value());
  }
  const tech::Energy& energy = *costs.energy;
  const double all = energy.total().value();
  text += fmt::format("{:>12}{:>12}{:>9}\n", "events uJ", "leakage uJ", "% of uJ");
  for (const tech::UnitEnergy& unit : energy.units)
    text += energy_line(unit.name, of_unit(unit.name), unit.dynamic.value(), unit.leakage.value(), all);
  text += energy_line("total", fmt::format("{:.4f}", costs.area.total().value()), energy.dynamic().value(),
                      energy.leakage().value(), all);
  if (seconds > 0.0)
    text += fmt::format("{:<20}{:.4g} uJ an inference, {:.4g} W on average\n", "energy", 1e6 * all, all / seconds);
  return text;
}

}  // namespace octet::report
