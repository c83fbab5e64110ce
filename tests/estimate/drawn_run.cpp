// SPDX-License-Identifier: Apache-2.0
#include "tests/estimate/drawn_run.hpp"

#include <algorithm>
#include <vector>

#include "models/blocks/shapes.hpp"
#include "models/core/error.hpp"
#include "sim/compile/compile.hpp"
#include "tests/support/random_source.hpp"

namespace octet::test {
namespace {

/// What is drawn, each with the values that are drawn: the ends of its range, what lies beside them, and some between.
enum Parameter : std::size_t {
  rows,
  columns,
  shadow,
  lanes_requantizer,
  lanes_softmax,
  lanes_activation,
  lanes_normalization,
  lanes_adder,
  activation_banks,
  activation_ports,
  weight_banks,
  weight_ports,
  accumulator_banks,
  accumulator_ports,
  parameter_banks,
  parameter_ports,
  ample,
  queue_depth,
  fetch_depth,
  dma_in_flight,
  latency,
  beat,
  beats_a_burst,
  outstanding,
  transposer_blocks,
  chunk_tiles,
  keep_on_chip,
  weight_slots,
  activation_slots,
  accumulator_slots,
  parameter_slots,
  overlap_layers,
  fuse,
  keys_first,
  layers,
  heads,
  head_columns,
  ffn_width,
  tokens,
  post_norm,
  kParameters
};

const std::vector<std::uint32_t> kValues[kParameters] = {
    {2, 3, 4, 5, 7, 8, 12, 16, 32},  // rows
    {2, 3, 4, 5, 7, 8, 12, 16, 32},  // columns
    {0, 1},                          // shadow accumulators
    {1, 2, 3, 4, 8, 256},            // lanes, at most rows
    {1, 2, 3, 4, 8, 256},
    {1, 2, 3, 4, 8, 256},
    {1, 2, 3, 4, 8, 256},
    {1, 2, 3, 4, 8, 256},
    {1, 2, 4, 8},  // banks, and whether of two ports
    {0, 1},
    {1, 2, 4, 8},
    {0, 1},
    {1, 2, 4, 8},
    {0, 1},
    {1, 2, 4, 8},
    {0, 1},
    {0, 1, 2, 3},                     // buffers: the least, twice that, ...
    {1, 2, 3, 4, 5, 6, 7, 8},         // queue
    {1, 2, 3, 4, 8},                  // fetch
    {1, 2, 3, 4, 16},                 // DMA in flight
    {1, 2, 7, 20, 60, 150, 500},      // latency
    {4, 8, 16, 32, 64, 128},          // bytes of a beat
    {1, 2, 4, 8, 16, 32, 128},        // of the longest burst
    {1, 2, 3, 4, 7, 8, 16, 64, 256},  // outstanding
    {1, 2},                           // transposer blocks
    {0, 1, 2, 3, 8, 65535},           // chunk tiles
    {0, 1},                           // keep on chip
    {0, 1, 2, 3, 4, 255},             // slots
    {1, 2, 3, 4, 16},
    {1, 2, 3, 4, 16},
    {1, 2, 3, 4, 16},
    {0, 1},  // overlap layers, fuse, keys first
    {0, 1},
    {0, 1},
    {1, 2, 3, 12},                                                                 // layers
    {1, 2, 3, 4, 8, 12},                                                           // heads
    {1, 2, 3, 5, 8, 13, 16, 32, 33, 64},                                           // columns of one
    {1, 2, 3, 7, 31, 32, 64, 97, 128, 192, 256, 512},                              // feed-forward width
    {1, 2, 3, 5, 8, 16, 17, 31, 49, 64, 97, 128, 197, 256, 511, 512, 1023, 1024},  // tokens
    {0, 1},                                                                        // norm
};

using Draw = std::vector<std::uint32_t>;

/// About how many steps the matrix unit takes, which is what a run costs here.
std::uint64_t work(const Draw& it) {
  const auto tiles = [](std::uint64_t extent, std::uint64_t lanes) { return (extent + lanes - 1) / lanes; };
  const std::uint64_t width = std::uint64_t{it[heads]} * it[head_columns];
  const std::uint64_t chunks =
      4 * tiles(width, it[columns]) + tiles(width, it[columns]) + tiles(it[ffn_width], it[columns]);
  return it[layers] * tiles(it[tokens], it[rows]) * (chunks + 2 * it[heads]);
}

Draw draw(RandomSource& random, std::uint64_t index) {
  Draw it(kParameters);
  std::size_t pinned = kParameters;
  for (std::uint64_t at = 0, parameter = 0; parameter < kParameters; at += kValues[parameter++].size())
    if (index - at < kValues[parameter].size()) pinned = parameter;
  for (std::size_t i = 0; i < kParameters; ++i)
    it[i] = kValues[i][static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(kValues[i].size()) - 1))];
  if (pinned != kParameters) {
    std::uint64_t at = index;
    for (std::size_t i = 0; i < pinned; ++i) at -= kValues[i].size();
    it[pinned] = kValues[pinned][at];
  }
  // What is not pinned becomes smaller until a simulation takes some hundredths of a second; one in ten, some tenths.
  const std::uint64_t most = index % 10 == 9 ? 120'000 : 12'000;
  const std::size_t shrinks[] = {layers, tokens, heads, ffn_width, head_columns};
  for (std::size_t i = 0; work(it) > most; ++i) {
    const std::size_t which = shrinks[i % std::size(shrinks)];
    if (which == pinned) continue;
    const auto& values = kValues[which];
    it[which] = *std::max(values.begin(), std::lower_bound(values.begin(), values.end(), it[which]) - 1);
  }
  return it;
}

arch::Buffer buffer(std::uint64_t bytes, std::uint32_t banks, std::uint64_t word, bool dual) {
  const std::uint64_t unit = word * banks;
  return {std::max<std::uint64_t>(1, (bytes + unit - 1) / unit) * unit, banks, dual};
}

struct Sizes {
  std::uint64_t activation = 64, weight = 64, accumulator = 64, parameter = 64;
};

arch::Architecture architecture_of(const Draw& it, const Sizes& sizes) {
  arch::Architecture out;
  out.name = "drawn";
  out.clock_hz = 500'000'000;
  out.rows = it[rows];
  out.columns = it[columns];
  out.shadow_accumulators = it[shadow] != 0;
  const auto lanes = [&](Parameter which) { return std::min(it[which], it[rows]); };
  out.lanes = {lanes(lanes_requantizer), lanes(lanes_softmax), lanes(lanes_activation), lanes(lanes_normalization),
               lanes(lanes_adder)};
  out.buffers.activation = buffer(sizes.activation, it[activation_banks], 2u * it[rows], it[activation_ports] != 0);
  out.buffers.weight = buffer(sizes.weight, it[weight_banks], it[columns], it[weight_ports] != 0);
  out.buffers.accumulator = buffer(sizes.accumulator, it[accumulator_banks], 4u * it[rows], it[accumulator_ports] != 0);
  out.buffers.parameter = buffer(sizes.parameter, it[parameter_banks], 16, it[parameter_ports] != 0);
  out.queue_depth = it[queue_depth];
  out.fetch_depth = it[fetch_depth];
  out.dma_in_flight = it[dma_in_flight];
  const std::uint32_t longest = it[beat] >= 16 ? 4096 : 128 * it[beat];
  out.memory = {hw::MemoryDevice().set("latency_cycles", it[latency]),
                it[beat],
                std::min(longest, it[beat] * it[beats_a_burst]),
                it[outstanding],
                std::uint64_t{1} << 30,
                it[transposer_blocks]};
  out.mapping = {it[chunk_tiles],         it[keep_on_chip] != 0, it[weight_slots],
                 it[activation_slots],    it[accumulator_slots], it[parameter_slots],
                 it[overlap_layers] != 0, it[fuse] != 0,         it[keys_first] != 0};
  return out;
}

std::string encoder_of(const Draw& it) {
  return "encoder: {layers: " + std::to_string(it[layers]) +
         ", width: " + std::to_string(it[heads] * it[head_columns]) + ", heads: " + std::to_string(it[heads]) +
         ", ffn_width: " + std::to_string(it[ffn_width]) + ", tokens: " + std::to_string(it[tokens]) +
         ", norm: " + (it[post_norm] != 0 ? "post" : "pre") + "}";
}

std::string workload(const std::string& encoder) {
  return "octet_shapes: 1\nname: drawn\nreference: none\nleft_out: []\n" + encoder + "\n";
}

/// Doubles every buffer that the compiler finds too small; whether it named one.
bool grow(Sizes& sizes, const UserError& error) {
  bool grown = false;
  for (const Diagnostic& fault : error.diagnostics()) {
    const auto names = [&](const char* name) { return fault.message.starts_with(std::string("/buffers/") + name); };
    std::uint64_t* bytes = names("activation")    ? &sizes.activation
                           : names("weight")      ? &sizes.weight
                           : names("accumulator") ? &sizes.accumulator
                           : names("parameter")   ? &sizes.parameter
                                                  : nullptr;
    if (bytes == nullptr) return false;
    *bytes += *bytes / 2 + 1;
    grown = true;
  }
  return grown;
}

}  // namespace

std::string DrawnRun::describe() const { return workload(encoder) + "---\n" + arch::to_yaml(architecture); }

std::uint64_t edge_draws() {
  std::uint64_t sum = 0;
  for (const auto& values : kValues) sum += values.size();
  return sum;
}

std::optional<DrawnRun> draw_run(std::uint64_t seed, std::uint64_t index) {
  RandomSource random(seed + index);
  const Draw drawn = draw(random, index);
  DrawnRun out;
  out.encoder = encoder_of(drawn);
  const graph::Model model = blocks::parse_shapes(workload(out.encoder), "drawn").model;
  Sizes sizes;
  bool compiled = false;
  for (;;) {
    out.architecture = architecture_of(drawn, sizes);
    try {
      out.program = sim::compile(model, out.architecture, true);
    } catch (const UserError& error) {
      if (compiled || !grow(sizes, error)) return std::nullopt;
      continue;
    }
    if (compiled || drawn[ample] == 0) return out;
    compiled = true;
    for (std::uint64_t* bytes : {&sizes.activation, &sizes.weight, &sizes.accumulator, &sizes.parameter})
      *bytes <<= drawn[ample];
  }
}

}  // namespace octet::test
