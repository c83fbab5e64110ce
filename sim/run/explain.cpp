// SPDX-License-Identifier: Apache-2.0
#include "sim/run/explain.hpp"

#include <algorithm>
#include <numeric>

#include "models/core/error.hpp"
#include "models/program/access.hpp"
#include "models/program/step.hpp"
#include "sim/run/array_timeline.hpp"

namespace octet::sim {
namespace {

using hw::UnitId;
using machine::UnitKind;

/// What shares a bound: the array, the memory port, each unit with lanes.
constexpr std::size_t kArray = 0, kMemory = 1;

/// A unit of each resource; the port stands for all that fetches or moves.
constexpr auto kKinds = [] {
  std::array<UnitKind, machine::kUnitKindCount> kinds{UnitKind::matmul, UnitKind::dma_load};
  std::size_t size = 2;
  for (std::size_t i = 0; i < machine::kUnitKindCount; ++i)
    if (machine::kUnitKinds[i].lanes != nullptr) kinds[size++] = static_cast<UnitKind>(i);
  return std::pair(kinds, size);
}();
constexpr std::size_t kResources = kKinds.second;

std::size_t resource_of(UnitId unit) {
  const auto end = kKinds.first.begin() + kResources;
  const auto at = std::find(kKinds.first.begin(), end, machine::kind_of(unit));
  return at == end ? kMemory : static_cast<std::size_t>(at - kKinds.first.begin());
}

const char* name_of(std::size_t resource) {
  return resource == kArray ? "array" : resource == kMemory ? "memory" : machine::name(kKinds.first[resource]);
}

/// Work by resource, and how much of it a resource can do a cycle.
class Work {
 public:
  void add(const program::Command& command, const program::Step& step, const program::Geometry& geometry) {
    const machine::OpcodeRow& row = machine::row(command.opcode);
    if (row.moves()) {
      for (const program::Footprint& footprint : program::footprints(command, step, geometry))
        if (footprint.space == program::Space::dram) add_bytes(footprint.moved_bytes());
      return;
    }
    const std::uint64_t elements = std::uint64_t{step.rows} * step.columns;
    // Products, or passes an element takes (unit pages, "Cycles").
    const std::uint64_t factor = row.unit == UnitKind::matmul ? command.depth : row.latency.passes;
    amounts_[resource_of(hw::unit_of(command.context))] += elements * factor;
  }
  void add_bytes(std::uint64_t bytes) { amounts_[kMemory] += bytes; }
  void add(const Work& other) {
    for (std::size_t i = 0; i < kResources; ++i) amounts_[i] += other.amounts_[i];
  }
  std::uint64_t macs() const { return amounts_[kArray]; }
  std::uint64_t bytes() const { return amounts_[kMemory]; }

  ResourceCycles least(const arch::Architecture& it) const {
    ResourceCycles out;
    for (std::size_t i = 0; i < kResources; ++i) {
      const std::uint64_t rate = i == kArray    ? std::uint64_t{it.rows} * it.columns
                                 : i == kMemory ? it.memory.beat_bytes
                                                : it.lanes.of(kKinds.first[i]);
      if (amounts_[i] == 0) continue;  // of a unit, perhaps, that the machine does not have
      const Cycles cycles((amounts_[i] + rate - 1) / rate);
      if (cycles > out.cycles) out = {name_of(i), cycles};
    }
    return out;
  }

 private:
  std::array<std::uint64_t, kResources> amounts_{};
};

ResourceCycles bound_of(const hw::LayerTime& layer) {
  std::array<Cycles, kResources> busy{};
  for (std::size_t unit = 0; unit < hw::kUnitCount; ++unit)
    busy[resource_of(static_cast<UnitId>(unit))] += layer.busy[unit];
  const auto most = static_cast<std::size_t>(std::max_element(busy.begin(), busy.end()) - busy.begin());
  if (busy[most] == Cycles(0)) return {};
  return {name_of(most), busy[most]};
}

Cycles sum(const CauseCycles& causes) { return std::accumulate(causes.begin(), causes.end(), Cycles(0)); }

std::vector<Work> work_by_layer(const program::Program& program, std::size_t layers) {
  std::vector<Work> out(layers);
  for (const program::Command& command : program.commands)
    for (std::uint64_t index = 0; index < program::step_count(command); ++index)
      out.at(command.layer).add(command, program::step_at(command, index), program.geometry);
  return out;
}

}  // namespace

double Explanation::intensity() const {
  return dram == Bytes(0) ? 0.0 : static_cast<double>(macs.count()) / static_cast<double>(dram.count());
}

double Explanation::attainable() const {
  return std::min(static_cast<double>(peak.count()), intensity() * static_cast<double>(beat_bytes.count()));
}

double Explanation::attained() const {
  return cycles == Cycles(0) ? 0.0 : static_cast<double>(macs.count()) / static_cast<double>(cycles.count());
}

double Explanation::padding() const {
  const Cycles multiplying = of(hw::ArrayCause::multiply);
  if (multiplying == Cycles(0)) return 0.0;
  return 1.0 - static_cast<double>(macs.count()) / static_cast<double>(multiplying.count() * peak.count());
}

Explanation explain(const program::Program& program, const arch::Architecture& architecture,
                    const hw::RunResult& result) {
  const ArrayTimeline timeline(program, architecture, result);
  std::vector<LayerCycles> times;
  for (const hw::LayerTime& layer : result.layers) times.push_back({layer.start, layer.end, Cycles(0)});
  Explanation out;
  out.cycles = result.cycles;
  for (std::size_t i = 0; i < machine::kUnitKindCount; ++i)
    if (!architecture.has(static_cast<UnitKind>(i)))
      out.lacks[static_cast<std::size_t>(machine::kUnitKinds[i].cause)] = true;
  out.order = program_order(program);
  const RunWindows windows = layer_windows(out.order, times, result.cycles);
  const std::vector<Work> work = work_by_layer(program, result.layers.size());

  Work whole;
  whole.add_bytes(program.commands.size() * program::Command::kBytes);
  Cycles covered = windows.startup + (windows.cycles - windows.tail);
  for (std::size_t i = 0; i < result.layers.size(); ++i) {
    LayerExplanation layer;
    layer.window = windows.layers[i];
    layer.causes = timeline.between(layer.window.start, layer.window.end);
    OCTET_CHECK(sum(layer.causes) == layer.window.cycles(), "causes add up to the window");
    layer.span = result.layers[i].cycles();
    layer.bound = bound_of(result.layers[i]);
    layer.roofline = work[i].least(architecture);
    layer.traffic = Bytes(work[i].bytes());
    whole.add(work[i]);
    covered += layer.window.cycles();
    out.layers.push_back(layer);
  }
  OCTET_CHECK(covered == result.cycles, "windows add up to the run");
  out.startup = windows.startup;
  out.tail = windows.cycles - windows.tail;
  out.before = timeline.between(Cycles(0), windows.startup);
  out.after = timeline.between(windows.tail, windows.cycles);
  out.total = timeline.between(Cycles(0), result.cycles);
  OCTET_CHECK(sum(out.total) == result.cycles, "causes add up to the run");
  out.roofline = whole.least(architecture);
  out.macs = Macs(whole.macs());
  out.peak = Macs(std::uint64_t{architecture.rows} * architecture.columns);
  const hw::MemoryCounters& dram = result.counters.memory(program::Space::dram);
  out.dram = dram.read + dram.written;
  out.beat_bytes = Bytes(architecture.memory.beat_bytes);
  out.beats = Cycles(dram.words_read + dram.words_written);
  return out;
}

}  // namespace octet::sim
