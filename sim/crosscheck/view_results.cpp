// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/view_results.hpp"

#include "models/execute/interpreter.hpp"

namespace octet::crosscheck {
namespace {

hw::UnitCounters to_counters(const rtl::UnitCycles& u) {
  hw::UnitCounters out;
  out.busy = Cycles(u.busy);
  out.idle = Cycles(u.idle);
  out.stalled = {Cycles(u.token), Cycles(u.unit), Cycles(u.port), Cycles(u.bank), Cycles(u.drain)};
  return out;
}

}  // namespace

ViewResult run_golden(const Case& it, const std::vector<Element>& elements, const Progress& progress) {
  execute::Interpreter interpreter(it.program);
  interpreter.run(it.input, 0, progress);
  ViewResult out;
  out.values = read(elements, [&](program::Space space) -> const execute::ByteMemory& {
    return std::as_const(interpreter).memory(space);
  });
  return out;
}

ViewResult run_platform(const hw::Platform& platform, const Case& it, const std::vector<Element>& elements,
                        const Progress& progress) {
  const hw::RunResult result = platform.run(it.program, it.input, progress);
  ViewResult out;
  out.values =
      read(elements, [&](program::Space space) -> const execute::ByteMemory& { return platform.memory(space); });
  out.cycles = result.cycles;
  out.units = result.counters.units;
  for (hw::UnitCounters& unit : out.units) unit.steps = 0;
  return out;
}

ViewResult run_gates(rtl::RtlAccelerator& gates, const Case& it, std::uint64_t cycle_limit, const Progress& progress,
                     std::uint64_t memory_stall_seed) {
  const rtl::RtlResult result = gates.run(it.program, it.input, 1, cycle_limit, progress, memory_stall_seed);
  ViewResult out;
  out.values.assign(result.output.data().begin(), result.output.data().end());
  out.cycles = result.cycles;
  for (std::size_t i = 0; i < rtl::kUnits; ++i) out.units[i] = to_counters(result.units[i]);
  for (std::size_t i = rtl::kUnits; i < out.units.size(); ++i) out.units[i].idle = result.cycles;  // not there
  return out;
}

}  // namespace octet::crosscheck
