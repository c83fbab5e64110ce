// SPDX-License-Identifier: Apache-2.0
#include "sim/run/explain.hpp"

#include <algorithm>
#include <numeric>

#include "models/core/error.hpp"
#include "sim/run/array_timeline.hpp"

namespace octet::sim {
namespace {

using hw::UnitId;

/// What shares a bound: the array, the memory port, each unit with lanes.
enum class Resource { array, memory, requantizer, softmax, activation, normalization, residual_adder };
constexpr std::size_t kResources = 7;
constexpr std::array<const char*, kResources> kNames = {"array",      "memory",        "requantizer",   "softmax",
                                                        "activation", "normalization", "residual_adder"};

Resource resource_of(UnitId unit) {
  switch (unit) {
    case UnitId::matmul:
      return Resource::array;
    case UnitId::requantizer:
      return Resource::requantizer;
    case UnitId::softmax:
      return Resource::softmax;
    case UnitId::activation:
      return Resource::activation;
    case UnitId::normalization:
      return Resource::normalization;
    case UnitId::residual_adder:
      return Resource::residual_adder;
    default:
      return Resource::memory;
  }
}

/// Work by resource, and how much of it a resource can do a cycle.
class Work {
 public:
  void add(const program::Command& command, const program::Step& step) {
    const std::uint64_t elements = std::uint64_t{step.rows} * step.columns;
    amounts_[static_cast<std::size_t>(resource_of(hw::unit_of(command.context)))] += elements * factor(command);
  }
  void add_bytes(std::uint64_t bytes) { amounts_[static_cast<std::size_t>(Resource::memory)] += bytes; }
  void add(const Work& other) {
    for (std::size_t i = 0; i < kResources; ++i) amounts_[i] += other.amounts_[i];
  }
  std::uint64_t macs() const { return amounts_[static_cast<std::size_t>(Resource::array)]; }
  std::uint64_t bytes() const { return amounts_[static_cast<std::size_t>(Resource::memory)]; }

  ResourceCycles least(const arch::Architecture& it) const {
    const std::array<std::uint64_t, kResources> rates = {std::uint64_t{it.rows} * it.columns,
                                                         it.memory.beat_bytes,
                                                         it.lanes.requantizer,
                                                         it.lanes.softmax,
                                                         it.lanes.activation,
                                                         it.lanes.normalization,
                                                         it.lanes.residual_adder};
    ResourceCycles out;
    for (std::size_t i = 0; i < kResources; ++i) {
      const Cycles cycles((amounts_[i] + rates[i] - 1) / rates[i]);
      if (cycles > out.cycles) out = {kNames[i], cycles};
    }
    return out;
  }

 private:
  /// Products, bytes, or passes an element takes (unit pages, "Cycles").
  static std::uint64_t factor(const program::Command& command) {
    switch (command.opcode) {
      case program::Opcode::matmul:
        return command.depth;
      case program::Opcode::load:
      case program::Opcode::store:
        return command.element_bytes;
      case program::Opcode::softmax_plain:
        return 3;
      case program::Opcode::softmax:
      case program::Opcode::layernorm:
        return 2;
      default:
        return 1;
    }
  }

  std::array<std::uint64_t, kResources> amounts_{};
};

ResourceCycles bound_of(const hw::LayerTime& layer) {
  std::array<Cycles, kResources> busy{};
  for (std::size_t unit = 0; unit < hw::kUnitCount; ++unit)
    busy[static_cast<std::size_t>(resource_of(static_cast<UnitId>(unit)))] += layer.busy[unit];
  const auto most = static_cast<std::size_t>(std::max_element(busy.begin(), busy.end()) - busy.begin());
  if (busy[most] == Cycles(0)) return {};
  return {kNames[most], busy[most]};
}

Cycles sum(const CauseCycles& causes) { return std::accumulate(causes.begin(), causes.end(), Cycles(0)); }

std::vector<Work> work_by_layer(const program::Program& program, std::size_t layers) {
  std::vector<Work> out(layers);
  for (const program::Command& command : program.commands)
    for (std::uint64_t index = 0; index < program::step_count(command); ++index)
      out.at(command.layer).add(command, program::step_at(command, index));
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
