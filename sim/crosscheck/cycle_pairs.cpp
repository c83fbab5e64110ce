// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/cycle_pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "hw/chip/platform.hpp"
#include "models/core/error.hpp"
#include "sim/crosscheck/encoder_case.hpp"
#include "sim/crosscheck/random.hpp"

namespace octet::crosscheck {
namespace {

constexpr std::uint64_t kMostMultipliers = 256;
constexpr std::uint64_t kMostCycles = 12'000;  // of one pair: the gates do some ten thousand a second
constexpr int kMachineTries = 400, kShapeTries = 40;

/// What is wanted of pair `index`; nothing: anything.
std::optional<Bound> wanted(std::uint64_t index) {
  constexpr std::array<std::optional<Bound>, 5> kPattern{Bound::memory, Bound::nonlinear, std::nullopt, Bound::memory,
                                                         Bound::nonlinear};
  return kPattern[index % kPattern.size()];
}

arch::Buffer draw_buffer(Random& random, std::uint64_t word, std::uint64_t least, std::uint64_t most) {
  arch::Buffer buffer;
  buffer.banks = 1U << random.pick(0, 3);
  const std::uint64_t unit = word * buffer.banks, bytes = random.pick(least, most);
  buffer.bytes = (bytes + unit - 1) / unit * unit;
  buffer.dual_port = !random.once_in(3);
  return buffer;
}

/// The nonlinear unit that is to bound layers of machine `index`: each in its turn.
hw::UnitId slowest(std::uint64_t index) {
  constexpr std::array kUnits{hw::UnitId::normalization, hw::UnitId::softmax, hw::UnitId::activation};
  return kUnits[index % kUnits.size()];
}

/// One lane for that unit, many for the other two.
void slow_down(arch::Lanes& lanes, hw::UnitId unit, Random& random, std::uint32_t rows) {
  for (auto [other, count] : {std::pair{hw::UnitId::softmax, &lanes.softmax},
                              {hw::UnitId::activation, &lanes.activation},
                              {hw::UnitId::normalization, &lanes.normalization}})
    *count = other == unit ? 1U : random.pick(rows / 2, rows);
}

arch::Architecture draw_architecture(Random& random, std::uint64_t index) {
  arch::Architecture a;
  a.name = fmt::format("machine-{}", index + 1);
  a.clock_hz = 500'000'000;
  a.rows = 4 * random.pick(1, 8);
  a.columns = 4 * random.pick(1, std::min<std::uint64_t>(16, kMostMultipliers / a.rows / 4));
  a.shadow_accumulators = random.once_in(2);
  const auto lanes = [&] { return random.once_in(3) ? 1U : random.pick(1, a.rows); };
  a.lanes = {lanes(), lanes(), lanes(), lanes(), lanes()};
  slow_down(a.lanes, slowest(index), random, a.rows);
  const bool is_large = random.once_in(2);
  const std::uint64_t scale = is_large ? 4 : 1;
  const auto granule = [&](program::Space space) { return a.geometry().granule_bytes(space); };
  a.buffers.activation = draw_buffer(random, granule(program::Space::activation), 8192 * scale, 16384 * scale);
  a.buffers.weight = draw_buffer(random, granule(program::Space::weight), 4096 * scale, 8192 * scale);
  a.buffers.accumulator = draw_buffer(random, granule(program::Space::accumulator), 2048 * scale, 8192 * scale);
  a.buffers.parameter = draw_buffer(random, granule(program::Space::parameter), 2048 * scale, 4096 * scale);
  a.queue_depth = random.pick(1, 8);
  a.fetch_depth = random.pick(1, 4);
  a.dma_in_flight = random.pick(1, 4);
  const std::uint32_t beat = 4U << random.pick(0, 4), beats = 1U << random.pick(0, 4);
  a.memory = {hw::MemoryDevice().set("latency_cycles", random.pick(4, 120)),
              beat,
              beat * beats,
              random.pick(1, 8),
              std::uint64_t{1} << 24,
              random.pick(1, 2)};
  return a;
}

/// A layer that may have the wanted bound: few tokens for the memory; many tokens and heads for softmax, a wide hidden
/// layer for GELU.
RandomEncoder draw_layer(Random& random, const std::optional<Bound>& aim, hw::UnitId slow) {
  RandomEncoder encoder;
  const auto pick = [&](int low, int high) { return static_cast<int>(random.between(low, high)); };
  encoder.heads = pick(1, 4);
  if (aim == Bound::memory) {  // weights that are used a few times
    encoder.tokens = pick(1, 9);
    encoder.width = encoder.heads * pick(4, 20);
    encoder.mlp = pick(16, 160);
  } else if (aim == Bound::nonlinear && slow == hw::UnitId::softmax) {
    encoder.tokens = pick(17, 40);
    encoder.heads = pick(2, 6);
    encoder.width = encoder.heads * pick(2, 4);
    encoder.mlp = pick(4, 16);
  } else if (aim == Bound::nonlinear && slow == hw::UnitId::activation) {
    encoder.tokens = pick(9, 33);
    encoder.width = encoder.heads * pick(2, 4);
    encoder.mlp = pick(48, 160);
  } else {
    encoder.tokens = pick(9, 33);
    encoder.width = encoder.heads * pick(3, 10);
    encoder.mlp = pick(8, 64);
  }
  encoder.input_columns = pick(1, 16);
  encoder.classes = pick(4, 32);
  encoder.seed = random.next();
  return encoder;
}

/// A layer with the wanted bound, if one is found.
std::optional<LayerShape> draw_shape(Random& random, const arch::Architecture& a, const std::optional<Bound>& aim,
                                     hw::UnitId slow) {
  const hw::Platform platform(a, {.values = false});
  for (int i = 0; i < kShapeTries; ++i) {
    LayerShape shape;
    shape.encoder = draw_layer(random, aim, slow);
    std::optional<Case> compiled = compile_encoder(shape.encoder, a);
    if (!compiled) continue;
    const hw::RunResult run = platform.run(compiled->program);
    shape.busiest = busiest(run.counters);
    if (run.cycles.count() > kMostCycles || (aim && shape.busiest.bound != *aim)) continue;
    if (aim == Bound::nonlinear && shape.busiest.name != hw::name(slow)) continue;
    shape.compiled = std::move(*compiled);
    return shape;
  }
  return std::nullopt;
}

}  // namespace

Busiest busiest(const hw::Counters& counters) {
  using hw::UnitId;
  Cycles most;
  for (const UnitId unit :
       {UnitId::controller, UnitId::dma_load_0, UnitId::dma_load_1, UnitId::dma_load_2, UnitId::dma_store})
    most += counters.unit(unit).busy;
  Busiest out{Bound::memory, "memory port"};
  for (const UnitId unit : {UnitId::matmul, UnitId::requantizer, UnitId::softmax, UnitId::activation,
                            UnitId::normalization, UnitId::residual_adder}) {
    if (counters.unit(unit).busy <= most) continue;
    most = counters.unit(unit).busy;
    const bool is_nonlinear = unit == UnitId::softmax || unit == UnitId::activation || unit == UnitId::normalization;
    out = {is_nonlinear ? Bound::nonlinear : unit == UnitId::matmul ? Bound::array : Bound::other, hw::name(unit)};
  }
  return out;
}

std::vector<Machine> draw_machines(std::uint64_t seed, std::uint64_t machines, std::uint64_t layers,
                                   const Progress& progress) {
  std::vector<Machine> out;
  for (std::uint64_t m = 0; m < machines; ++m) {
    Random random(case_seed(seed, "cycles", m));
    int tries = 0;
    while (out.size() == m) {
      tell(progress, m, machines);
      if (++tries > kMachineTries)
        throw UserError("--cycles", fmt::format("expected an architecture with {} such layers, found none in {}",
                                                layers, kMachineTries));
      Machine machine{draw_architecture(random, m), {}};
      for (std::uint64_t l = 0; l < layers && machine.layers.size() == l; ++l)
        if (auto shape = draw_shape(random, machine.architecture, wanted(m * layers + l), slowest(m)))
          machine.layers.push_back(std::move(*shape));
      if (machine.layers.size() == layers) out.push_back(std::move(machine));
    }
  }
  return out;
}

std::string describe(const arch::Architecture& a) {
  const auto buffer = [](const char* name, const arch::Buffer& b) {
    return fmt::format("{} {} B in {} {} banks", name, b.bytes, b.banks, b.dual_port ? "dual" : "single");
  };
  const hw::MemoryKind& kind = a.memory.device.kind();
  const std::string memory = kind.closed_form == nullptr
                                 ? fmt::format("{} memory", kind.name)
                                 : fmt::format("latency {}", kind.closed_form->latency_cycles(a.memory.device));
  return fmt::format(
      "{}x{}{}, lanes {}/{}/{}/{}/{}, {}, {}, {}, {}, queue {}, fetch {}, DMA {}, {}, beat {}, burst {}, "
      "outstanding {}, transposer {}",
      a.rows, a.columns, a.shadow_accumulators ? " shadow" : "", a.lanes.requantizer, a.lanes.softmax,
      a.lanes.activation, a.lanes.normalization, a.lanes.residual_adder, buffer("activation", a.buffers.activation),
      buffer("weight", a.buffers.weight), buffer("accumulator", a.buffers.accumulator),
      buffer("parameter", a.buffers.parameter), a.queue_depth, a.fetch_depth, a.dma_in_flight, memory,
      a.memory.beat_bytes, a.memory.burst_bytes, a.memory.outstanding, a.memory.transposer_blocks);
}

std::string describe(const RandomEncoder& e) {
  return fmt::format("{} tokens, d {}, {} heads, ffn {}", e.tokens, e.width, e.heads, e.mlp);
}

}  // namespace octet::crosscheck
