// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/cycle_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/crosscheck/gates.hpp"

namespace octet::crosscheck {
namespace {

constexpr std::uint32_t kSlowLatency = 400;

arch::Architecture with_memory(arch::Architecture a, const MemoryVariant& variant) {
  if (variant.slow) a.memory.device.set("latency_cycles", kSlowLatency);
  return a;
}

PairCycles::Variant measure(const hw::Platform& platform, Gates& gates, const Case& it, const Progress& progress) {
  const std::vector<Element> elements = output_of(it.program);
  const ViewResult golden = run_golden(it, elements, progress),
                   systemc = run_platform(platform, it, elements, progress);
  const ViewResult rtl = gates.run(it, elements, 10'000 + 4 * systemc.cycles.count(), progress);
  const Comparison c = compare(elements, golden, systemc, rtl);
  return {c.cycles_systemc, c.cycles_rtl, c.mismatches, c.time_differences};
}

std::string shares(const CycleTable& cycles) {
  const auto count = [&](Bound bound) {
    return std::count_if(cycles.pairs.begin(), cycles.pairs.end(), [&](const auto& it) { return it.bound == bound; });
  };
  std::map<std::string, int> units;
  for (const PairCycles& pair : cycles.pairs)
    if (pair.bound == Bound::nonlinear) ++units[pair.busiest];
  std::string by_unit;
  for (const auto& [unit, pairs] : units) by_unit += fmt::format("{}{} {}", by_unit.empty() ? "" : ", ", unit, pairs);
  return fmt::format("{} pairs: {} memory-bound, {} bound by a nonlinear unit ({})", cycles.pairs.size(),
                     count(Bound::memory), count(Bound::nonlinear), by_unit);
}

}  // namespace

std::string CycleTable::misses() const {
  std::string text;
  for (const PairCycles& pair : pairs) {
    for (std::size_t i = 0; i < pair.variants.size(); ++i) {
      const PairCycles::Variant& v = pair.variants[i];
      const std::string place = fmt::format("{}{}, {}, {} memory: ", text.empty() ? "" : "\n", pair.machine, pair.layer,
                                            kMemoryVariants[i].name);
      if (v.mismatches > 0)
        text += fmt::format("{}{} values differ", place, v.mismatches);
      else if (v.systemc != v.rtl)
        text += fmt::format("{}systemc {} cycles, rtl {}", place, v.systemc.count(), v.rtl.count());
      else if (!v.time_differences.empty())
        text += place + v.time_differences.front();
    }
  }
  return text;
}

CycleTable measure_cycles(std::uint64_t seed, const std::vector<Machine>& machines,
                          const std::function<void(const std::string&)>& build, const Progress& progress) {
  CycleTable out;
  out.seed = seed;
  std::uint64_t done = 0, total = 0;
  for (const Machine& machine : machines) total += machine.layers.size() * std::size(kMemoryVariants);
  for (const Machine& machine : machines) {
    out.machines.push_back(machine.architecture.name + ": " + describe(machine.architecture));
    const std::size_t first = out.pairs.size();
    for (const LayerShape& layer : machine.layers)
      out.pairs.push_back(
          {machine.architecture.name, describe(layer.encoder), layer.busiest.name, layer.busiest.bound, {}});
    for (const MemoryVariant& variant : kMemoryVariants) {
      const arch::Architecture a = with_memory(machine.architecture, variant);
      const std::uint64_t stalls = variant.stalls ? seed + 1 + first : 0;
      const hw::Platform platform(a, {.memory_stall_seed = stalls});
      GatesRequest request;
      request.memory_stall_seed = stalls;
      const std::unique_ptr<Gates> gates = make_gates(a, request, build);
      for (std::size_t i = 0; i < machine.layers.size(); ++i) {
        // Told again and again while a run goes on.
        const Progress same = [&](std::uint64_t, std::uint64_t) { tell(progress, done, total); };
        same(0, 0);
        out.pairs[first + i].variants.push_back(measure(platform, *gates, machine.layers[i].compiled, same));
        ++done;
      }
    }
  }
  return out;
}

std::string table(const CycleTable& cycles) {
  std::string text = fmt::format("cycles of SystemC and of the gates, seed {}\n\n", cycles.seed);
  for (const std::string& machine : cycles.machines) text += machine + '\n';
  text += fmt::format("\n{:<11}{:<36}{:<15}", "machine", "layer", "busiest");
  for (const MemoryVariant& variant : kMemoryVariants)
    text += fmt::format("{:>9}{:>9}{:>9}", variant.name, "rtl", "error %");
  text += '\n';
  for (const PairCycles& pair : cycles.pairs) {
    text += fmt::format("{:<11}{:<36}{:<15}", pair.machine, pair.layer, pair.busiest);
    for (const PairCycles::Variant& v : pair.variants)
      text +=
          fmt::format("{:>9}{:>9}{:>9.3f}", v.systemc.count(), v.rtl.count(), cycle_error_percent(v.systemc, v.rtl));
    text += '\n';
  }
  return text + '\n' + shares(cycles) + '\n';
}

std::string markdown(const CycleTable& cycles, const std::string& command) {
  std::string text = fmt::format(
      "# Cycles of SystemC and of the gates\n\nWritten by `{}`. Drawn machines and encoder layers; the same program in "
      "SystemC and in\n`octet_accelerator`. fixed: the memory of the architecture; stalls: every handshake with the "
      "memory\n"
      "stalls at random, the same for both; slow: latency {}. Cycles and each unit's busy, idle and "
      "stall counters\nare equal in all three, or the command fails; stalls change who gets the memory port when, so a "
      "run may even be shorter with them.\nbusiest: who is busy longest in SystemC. {}.\n\n",
      command, kSlowLatency, shares(cycles));
  for (const std::string& machine : cycles.machines) text += "- " + machine + "\n";
  text += "\n| machine | layer | busiest |";
  for (const MemoryVariant& variant : kMemoryVariants)
    text += fmt::format(" {}: SystemC | RTL | error % |", variant.name);
  text += "\n|---|---|---|" + std::string("---|---|---|---|---|---|---|---|---|") + "\n";
  for (const PairCycles& pair : cycles.pairs) {
    text += fmt::format("| {} | {} | {} |", pair.machine, pair.layer, pair.busiest);
    for (const PairCycles::Variant& v : pair.variants)
      text +=
          fmt::format(" {} | {} | {:.3f} |", v.systemc.count(), v.rtl.count(), cycle_error_percent(v.systemc, v.rtl));
    text += '\n';
  }
  return text;
}

report::Json json(const CycleTable& cycles) {
  report::Json out = {{"schema_version", 1}, {"seed", cycles.seed}, {"architectures", cycles.machines}};
  out["pairs"] = report::Json::array();
  for (const PairCycles& pair : cycles.pairs) {
    report::Json one = {{"architecture", pair.machine}, {"layer", pair.layer}, {"busiest", pair.busiest}};
    for (std::size_t i = 0; i < pair.variants.size(); ++i) {
      const PairCycles::Variant& v = pair.variants[i];
      one[kMemoryVariants[i].name] = {{"cycles_systemc", v.systemc.count()},
                                      {"cycles_rtl", v.rtl.count()},
                                      {"error_percent", cycle_error_percent(v.systemc, v.rtl)},
                                      {"mismatches", v.mismatches},
                                      {"time_differences", v.time_differences}};
    }
    out["pairs"].push_back(std::move(one));
  }
  return out;
}

}  // namespace octet::crosscheck
