// SPDX-License-Identifier: Apache-2.0
#include "sim/report/area_report.hpp"

#include <fmt/format.h>

#include "models/program/command.hpp"
#include "sim/report/cost_json.hpp"
#include "sim/report/cost_table.hpp"
#include "sim/tech/full_load.hpp"

namespace octet::report {
namespace {

struct Line {
  std::string name, source;
  tech::SquareMillimeters area;
  tech::Watts power, leakage;
};

/// The chip's units and its wires.
std::vector<Line> lines_of(const AreaReport& report) {
  constexpr Cycles kCycles(1'000'000);  // energy is linear: any number gives the same power
  const tech::Seconds time(static_cast<double>(kCycles.count()) / static_cast<double>(report.architecture.clock_hz));
  const tech::Energy energy = report.prices.energy(tech::full_load(report.architecture, kCycles), kCycles);
  std::vector<Line> lines;
  for (std::size_t i = 0; i < energy.units.size(); ++i) {
    const tech::UnitEnergy& unit = energy.units[i];
    if (unit.name == "dram") continue;  // outside
    Line line{unit.name, "wire_bit_mm_pj over half the side of the chip", {}, unit.total() / time, {}};
    if (i < report.prices.area().units.size()) {
      const tech::UnitArea& area = report.prices.area().units[i];
      line.source = area.source;
      line.area = area.area;
      line.leakage = area.leakage;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

Line total_of(const std::vector<Line>& lines) {
  Line sum{"total", "", {}, {}, {}};
  for (const Line& line : lines) {
    sum.area += line.area;
    sum.power += line.power;
    sum.leakage += line.leakage;
  }
  return sum;
}

double square_millimeters(const synthesis::SynthesizedModule& it) { return 1e-6 * it.area_um2; }

Json synthesis_json(const AreaReport& report) {
  Json modules = Json::array();
  double sum = 0.0;
  for (const synthesis::SynthesizedModule& it : report.synthesis->modules) {
    Json parameters = Json::object();
    for (const auto& [name, value] : it.module.parameters) parameters[name] = value;
    sum += it.module.count * square_millimeters(it);
    modules.push_back({{"unit", it.module.unit},
                       {"module", it.module.module},
                       {"parameters", parameters},
                       {"count", it.module.count},
                       {"cells", it.cells},
                       {"area_mm2", square_millimeters(it)},
                       {"path_ns", it.path_ns ? Json(*it.path_ns) : Json(nullptr)},
                       {"slowest_stage_ns", it.slowest_stage_ns ? Json(*it.slowest_stage_ns) : Json(nullptr)}});
  }
  Json json = {{"library", report.library}, {"modules", modules}, {"area_mm2", sum}};
  if (!report.synthesis->path_missing_reason.empty())
    json["path_missing_reason"] = report.synthesis->path_missing_reason;
  return json;
}

/// A module by its name; one that differs by its context, by that too.
std::string label(const synthesis::Module& module) {
  for (const auto& [name, value] : module.parameters)
    if (name == "CONTEXT")
      return fmt::format("{} {}", module.module, program::name(static_cast<program::Context>(value)));
  return module.module;
}

std::string synthesis_table(const AreaReport& report) {
  std::string text = fmt::format(
      "\nsynthesized for {} (yosys; longest register path by OpenSTA, wires not counted)\n"
      "{:<16}{:<30}{:>6}{:>10}{:>12}{:>10}{:>14}\n",
      report.library, "", "module", "count", "cells", "mm2 in all", "path ns", "in one net");
  double sum = 0.0;
  for (const synthesis::SynthesizedModule& it : report.synthesis->modules) {
    const double all = it.module.count * square_millimeters(it);
    sum += all;
    const auto ns = [](const std::optional<double>& value) { return value ? fmt::format("{:.2f}", *value) : "-"; };
    text += fmt::format("{:<16}{:<30}{:>6}{:>10}{:>12.4f}{:>10}{:>14}\n", it.module.unit, label(it.module),
                        it.module.count, it.cells, all, ns(it.path_ns), ns(it.slowest_stage_ns));
  }
  text += fmt::format("{:<62}{:>12.4f}   gates alone: buffers are memory macros\n", "total", sum);
  if (!report.synthesis->path_missing_reason.empty())
    text += "no paths: " + report.synthesis->path_missing_reason + '\n';
  return text;
}

}  // namespace

Json area_report_json(const AreaReport& report) {
  const std::vector<Line> lines = lines_of(report);
  const auto figures = [](const Line& line) -> Json {
    return {{"area_mm2", line.area.value()}, {"power_w", line.power.value()}, {"leakage_w", line.leakage.value()}};
  };
  Json units = Json::array();
  for (const Line& line : lines) {
    Json unit = {{"name", line.name}};
    unit.update(figures(line));
    unit["source"] = line.source;
    units.push_back(unit);
  }
  Json json = {{"architecture", report.architecture.name},
               {"technology", report.technology.name()},
               {"units", units},
               {"total", figures(total_of(lines))},
               {"table_sources", table_sources_json(report.technology)}};
  const std::vector<std::string>& not_priced = report.prices.area().not_priced;
  if (!not_priced.empty()) json["not_priced"] = not_priced;
  if (report.synthesis) json["synthesis"] = synthesis_json(report);
  return json;
}

std::string area_report_table(const AreaReport& report) {
  const std::vector<Line> lines = lines_of(report);
  const Line total = total_of(lines);
  std::string text = fmt::format("{:<20}{}\n{:<20}{} ({} nm)\n\n{:<20}{:>10}{:>8}{:>12}{:>14}   {}\n", "architecture",
                                 report.architecture.name, "technology", report.technology.name(),
                                 report.technology.node_nm(), "", "mm2", "%", "power mW", "leakage mW", "area from");
  const auto add = [&](const Line& line) {
    text += fmt::format("{:<20}{:>10.4f}{:>8.1f}{:>12.4g}{:>14.4g}   {}\n", line.name, line.area.value(),
                        100.0 * line.area.value() / total.area.value(), 1e3 * line.power.value(),
                        1e3 * line.leakage.value(), line.source);
  };
  for (const Line& line : lines) add(line);
  add(total);
  text += not_priced_lines(report.prices.area().not_priced);
  text += "power: every unit at its full rate, leakage included; the DRAM is outside\n";
  return report.synthesis ? text + synthesis_table(report) : text;
}

}  // namespace octet::report
