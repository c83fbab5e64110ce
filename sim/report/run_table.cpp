// SPDX-License-Identifier: Apache-2.0
#include "sim/report/run_table.hpp"

#include <fmt/format.h>

#include "sim/report/cost_table.hpp"
#include "sim/report/explain_table.hpp"
#include "sim/report/grouped.hpp"
#include "sim/report/si.hpp"

namespace octet::report {
namespace {

std::string line(const std::string& name, const std::string& value) { return fmt::format("{:<14}{}\n", name, value); }

std::string percent(Cycles part, Cycles whole) {
  if (whole.count() == 0) return "-";
  return fmt::format("{:.1f}", 100.0 * static_cast<double>(part.count()) / static_cast<double>(whole.count()));
}

std::string units_table(const sim::MachineTime& time) {
  const bool stalls_known = time.stalls_missing_reason.empty();
  std::string text = fmt::format("\n{:<18}{:>8}{:>8}", "% of cycles", "busy", stalls_known ? "idle" : "");
  if (!time.units.empty())
    for (const auto& stall : time.units.front().stalled) text += fmt::format("{:>8}", stall.first);
  text += stalls_known ? "   (stalled, by cause)\n" : '(' + time.stalls_missing_reason + ")\n";
  for (const sim::UnitTime& unit : time.units) {
    text += fmt::format("{:<18}{:>8}", unit.name, percent(unit.busy, time.cycles));
    if (stalls_known) text += fmt::format("{:>8}", percent(unit.idle, time.cycles));
    for (const auto& stall : unit.stalled) text += fmt::format("{:>8}", percent(stall.second, time.cycles));
    text += '\n';
  }
  text += fmt::format("\n{:<32}{:>14}{}\n", "memory, one inference", "",
                      time.memory_missing_reason.empty() ? "" : "   (" + time.memory_missing_reason + ')');
  for (const auto& [key, count] : time.memory)
    if (!key.ends_with("_words")) text += fmt::format("{:<32}{:>14}\n", key, grouped(count));
  return text;
}

}  // namespace

std::string run_table(const sim::RunRecord& record) {
  std::string text = line("workload", record.workload) + line("architecture", record.architecture.name) +
                     line("view", record.view + (record.timing_only ? ", timing only" : ""));
  if (!record.timing_only)
    text += line("inputs", fmt::to_string(record.outcomes.size()) +
                               (record.asked_inputs > record.outcomes.size()
                                    ? fmt::format(" of {} asked: the data set holds no more", record.asked_inputs)
                                    : "") +
                               (record.input_seed ? " (random)" : ""));
  if (const auto score = record.score())
    text += line("accuracy", fmt::format("{:.2f} % (integer model, {} of {})", 100.0 * score->share(), score->right,
                                         score->samples));
  if (record.time) {
    const double seconds = record.seconds();
    text += line("cycles", grouped(record.time->cycles.count()) + " an inference");
    text += line("latency", si(seconds, "s") + " at " + si(static_cast<double>(record.architecture.clock_hz), "Hz"));
    text += line("utilization", fmt::format("{:.1f} % of {}x{} multiplier-cycles, {} multiply-accumulates",
                                            100.0 * record.utilization(), record.architecture.rows,
                                            record.architecture.columns, grouped(record.macs.count())));
    text += units_table(*record.time);
  }
  if (record.costs) text += cost_table(*record.costs, record.seconds());
  if (record.time && record.time->explanation) text += explain_table(*record.time);
  return text;
}

}  // namespace octet::report
