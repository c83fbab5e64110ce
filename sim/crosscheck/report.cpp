// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/report.hpp"

#include <fmt/format.h>

#include "sim/report/grouped.hpp"

namespace octet::crosscheck {
namespace {

using report::grouped;
using report::Json;

constexpr std::size_t kMostLines = 8;  // of one failure

std::string row_line(const SubjectResult& row) {
  return fmt::format("{:<18}{:>7}{:>14}{:>12}{:>16}{:>14}{:>10.3f}{}\n", row.name, row.cases, grouped(row.compared),
                     grouped(row.mismatches), grouped(row.cycles_systemc.count()), grouped(row.cycles_rtl.count()),
                     row.worst_cycle_error_percent, row.failure ? "  MISS" : "");
}

std::string section(const char* title, const std::vector<SubjectResult>& rows) {
  if (rows.empty()) return {};
  std::string text = fmt::format("{:<18}{:>7}{:>14}{:>12}{:>16}{:>14}{:>10}\n", title, "cases", "compared",
                                 "mismatches", "cycles systemc", "cycles rtl", "error %");
  for (const SubjectResult& row : rows) text += row_line(row);
  return text + '\n';
}

struct Work {
  std::uint64_t busy = 0, stalled = 0;
};

/// Of the row's unit; of all units of a program.
Work work_of(const SubjectResult& row, const std::array<hw::UnitCounters, hw::kUnitCount>& units) {
  Work out;
  for (std::size_t i = 0; i < hw::kUnitCount; ++i) {
    if (row.unit && static_cast<std::size_t>(*row.unit) != i) continue;
    out.busy += units[i].busy.count();
    for (const Cycles stalled : units[i].stalled) out.stalled += stalled.count();
  }
  return out;
}

std::string counters_section(const Result& result) {
  std::string text = fmt::format("{:<18}{:>14}{:>14}{:>18}{:>14}\n", "counters", "busy systemc", "busy rtl",
                                 "stalled systemc", "stalled rtl");
  for (const std::vector<SubjectResult>* rows : {&result.units, &result.programs}) {
    for (const SubjectResult& row : *rows) {
      const Work systemc = work_of(row, row.units_systemc), rtl = work_of(row, row.units_rtl);
      text += fmt::format("{:<18}{:>14}{:>14}{:>18}{:>14}\n", row.name, grouped(systemc.busy), grouped(rtl.busy),
                          grouped(systemc.stalled), grouped(rtl.stalled));
    }
  }
  return text + '\n';
}

Json unit_json(const hw::UnitCounters& unit) {
  Json stalled;
  for (std::size_t i = 0; i < hw::kStallCauseCount; ++i)
    stalled[hw::name(static_cast<hw::StallCause>(i))] = unit.stalled[i].count();
  return {{"busy_cycles", unit.busy.count()}, {"idle_cycles", unit.idle.count()}, {"stalled_cycles", stalled}};
}

const char* name(Failure::Kind kind) {
  switch (kind) {
    case Failure::Kind::values:
      return "values";
    case Failure::Kind::time:
      return "time";
    case Failure::Kind::fault:
      return "fault";
  }
  return "";
}

const char* name(Element::Of of) {
  switch (of) {
    case Element::Of::result:
      return "d";
    case Element::Of::scale:
      return "p";
    case Element::Of::output:
      return "output";
  }
  return "";
}

Json failure_json(const SubjectResult& row, const Reproduce& reproduce) {
  const Failure& failure = *row.failure;
  Json out = {{"kind", name(failure.kind)}, {"case", failure.case_index}, {"text", failure.lines}};
  if (failure.difference) {
    const Difference& d = *failure.difference;
    Json at = {{"index", d.index}, {"operand", name(d.at.of)}};
    if (d.at.of != Element::Of::output) {
      at["command"] = d.at.command;
      at["step"] = d.at.step;
    }
    at["row"] = d.at.row;
    at["column"] = d.at.column;
    at["space"] = program::name(d.at.space);
    at["byte_address"] = d.at.address;
    out["first"] = {{"at", at}, {"golden", d.golden}, {"systemc", d.systemc}, {"rtl", d.rtl}};
  }
  out["reproduce"] = reproduce(row, failure.case_index);
  return out;
}

Json rows_json(const std::vector<SubjectResult>& rows, const Reproduce& reproduce) {
  Json out = Json::array();
  for (const SubjectResult& row : rows) {
    Json one = {{"name", row.name},
                {"architecture", row.architecture},
                {"seed", row.seed},
                {"cases", row.cases},
                {"compared", row.compared},
                {"mismatches", row.mismatches},
                {"failed_cases", row.failed_cases},
                {"cycles_systemc", row.cycles_systemc.count()},
                {"cycles_rtl", row.cycles_rtl.count()},
                {"worst_cycle_error_percent", row.worst_cycle_error_percent}};
    one["counters"] = Json::array();
    for (std::size_t i = 0; i < machine::kGatedUnitCount; ++i)
      one["counters"].push_back({{"unit", hw::name(static_cast<hw::UnitId>(i))},
                                 {"systemc", unit_json(row.units_systemc[i])},
                                 {"rtl", unit_json(row.units_rtl[i])}});
    one["not_reached"] = row.not_reached;
    one["failure"] = row.failure ? failure_json(row, reproduce) : Json();
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

std::string table(const Result& result, const std::string& architecture) {
  return fmt::format("golden, systemc and rtl of {}, seed {}\n\n", architecture, result.seed) +
         section("unit", result.units) + section("program", result.programs) + counters_section(result) +
         "compared: values; mismatches: of these, not the same in all three; error: the worst of one case, of rtl "
         "against systemc; counters: of the unit, of all units of a program, by cause with --json\n";
}

Json json(const Result& result, const Reproduce& reproduce) {
  return {{"schema_version", 1},
          {"seed", result.seed},
          {"units", rows_json(result.units, reproduce)},
          {"programs", rows_json(result.programs, reproduce)}};
}

std::string failures(const Result& result, const Reproduce& reproduce) {
  std::string text;
  for (const std::vector<SubjectResult>* rows : {&result.units, &result.programs}) {
    for (const SubjectResult& row : *rows) {
      if (!row.failure) continue;
      const Failure& failure = *row.failure;
      text += fmt::format("{}{} on {}, case {} of seed {} ({} of {} cases differ)\n", text.empty() ? "" : "\n",
                          row.name, row.architecture, failure.case_index, row.seed, row.failed_cases, row.cases);
      for (std::size_t i = 0; i < failure.lines.size() && i < kMostLines; ++i)
        text += fmt::format("  {}\n", failure.lines[i]);
      if (failure.lines.size() > kMostLines)
        text += fmt::format("  and {} more counters\n", failure.lines.size() - kMostLines);
      text += fmt::format("  again: {}", reproduce(row, failure.case_index));
    }
  }
  return text;
}

}  // namespace octet::crosscheck
