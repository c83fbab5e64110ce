// SPDX-License-Identifier: Apache-2.0
#include "tests/compile/random_layer.hpp"

#include "models/core/error.hpp"
#include "sim/compile/compile.hpp"

namespace octet::test {
namespace {

arch::Buffer buffer(std::uint64_t bytes, std::uint32_t banks, std::uint64_t word) {
  const std::uint64_t unit = word * banks;
  return {(bytes + unit - 1) / unit * unit, banks, true};
}

/// Makes the model and compiles it; a buffer that cannot hold the least working set grows until it does.
void compile_growing(RandomLayer& layer) {
  layer.model = random_model(layer.encoder);
  for (;;) {
    layer.architecture = small_architecture(layer.options);
    try {
      layer.program = sim::compile(layer.model, layer.architecture);
      return;
    } catch (const UserError& error) {
      for (const Diagnostic& fault : error.diagnostics()) {
        const auto names = [&](const char* buffer) {
          return fault.message.starts_with(std::string("/buffers/") + buffer);
        };
        std::uint64_t* bytes = names("activation")    ? &layer.options.activation
                               : names("weight")      ? &layer.options.weight
                               : names("accumulator") ? &layer.options.accumulator
                               : names("parameter")   ? &layer.options.parameter
                                                      : nullptr;
        if (bytes == nullptr) throw;
        *bytes += *bytes / 4 + 1;
      }
    }
  }
}

}  // namespace

arch::Architecture small_architecture(const SmallArchitecture& options) {
  arch::Architecture out;
  out.name = "small";
  out.clock_hz = 500'000'000;
  out.rows = options.rows;
  out.columns = options.columns;
  for (const machine::LanesKey& key : machine::kLanes) out.lanes.*key.member = 1;
  out.lanes.requantizer = options.rows;
  out.buffers.activation = buffer(options.activation, 4, std::uint64_t{2} * options.rows);
  out.buffers.weight = buffer(options.weight, 2, options.columns);
  out.buffers.accumulator = buffer(options.accumulator, 2, std::uint64_t{4} * options.rows);
  out.buffers.parameter = buffer(options.parameter, 2, 16);
  out.queue_depth = options.queue_depth;
  out.fetch_depth = 2;
  out.dma_in_flight = 2;
  out.memory = {hw::MemoryDevice().set("latency_cycles", 20), options.beat_bytes, 4 * options.beat_bytes, 4,
                std::uint64_t{1} << 30};
  arch::MappingKeys& mapping = out.mapping;
  mapping.chunk_tiles = options.chunk_tiles;
  mapping.keep_on_chip = options.keep_on_chip;
  if (options.slots > 0)
    mapping.weight_slots = mapping.activation_slots = mapping.accumulator_slots = mapping.parameter_slots =
        options.slots;
  mapping.overlap_layers = options.overlap_layers;
  mapping.fuse = options.fuse;
  mapping.keys_first = options.keys_first;
  return out;
}

RandomLayer random_layer(std::uint64_t seed) {
  Random random(seed);
  const auto pick = [&](std::int64_t low, std::int64_t high) { return static_cast<int>(random.between(low, high)); };
  RandomLayer out;
  out.encoder.tokens = pick(1, 24);
  out.encoder.heads = pick(1, 4);
  out.encoder.width = out.encoder.heads * pick(1, 9);
  out.encoder.mlp = pick(1, 48);
  out.encoder.input_columns = pick(1, 20);
  out.encoder.classes = pick(1, 12);
  out.encoder.seed = seed;
  out.encoder.numerics = {pick(8, 16), pick(8, 24), pick(8, 16), pick(8, 16)};

  const auto size = [&](std::int64_t low, std::int64_t high) { return std::uint64_t{1} << random.between(low, high); };
  out.options.rows = static_cast<std::uint32_t>(pick(1, 9));
  out.options.columns = static_cast<std::uint32_t>(pick(1, 9));
  out.options.activation = size(7, 16);
  out.options.weight = size(6, 15);
  out.options.accumulator = size(6, 15);
  out.options.parameter = size(6, 13);
  out.options.chunk_tiles = random.between(0, 1) == 0 ? 0 : static_cast<std::uint32_t>(pick(1, 8));
  out.options.keep_on_chip = random.between(0, 3) != 0;
  out.options.beat_bytes = std::uint32_t{1} << random.between(2, 5);
  out.options.queue_depth = static_cast<std::uint32_t>(pick(1, 4));
  compile_growing(out);
  return out;
}

RandomLayer random_large_layer(std::uint64_t seed) {
  Random random(seed);
  const auto pick = [&](std::int64_t low, std::int64_t high) { return static_cast<int>(random.between(low, high)); };
  const auto coin = [&] { return random.between(0, 1) == 0; };
  RandomLayer out;
  out.encoder.tokens = pick(1, 130);
  const bool wide_head = random.between(0, 3) == 0;
  out.encoder.heads = wide_head ? pick(1, 3) : pick(1, 12);
  out.encoder.width = out.encoder.heads * (wide_head ? 64 : pick(1, 16));
  out.encoder.mlp = pick(1, 256);
  out.encoder.input_columns = pick(1, 64);
  out.encoder.classes = pick(1, 32);
  out.encoder.seed = seed;
  out.encoder.numerics = {pick(8, 16), pick(8, 24), pick(8, 16), pick(8, 16)};

  const auto size = [&](std::int64_t low, std::int64_t high) { return std::uint64_t{1} << random.between(low, high); };
  out.options.rows = static_cast<std::uint32_t>(pick(4, 32));
  out.options.columns = static_cast<std::uint32_t>(pick(4, 32));
  out.options.activation = size(12, 18);
  out.options.weight = size(10, 17);
  out.options.accumulator = size(10, 17);
  out.options.parameter = size(8, 15);
  out.options.chunk_tiles = coin() ? 0 : static_cast<std::uint32_t>(pick(1, 8));
  out.options.keep_on_chip = random.between(0, 3) != 0;
  out.options.beat_bytes = std::uint32_t{1} << random.between(2, 6);
  out.options.queue_depth = static_cast<std::uint32_t>(pick(1, 8));
  out.options.slots = coin() ? 0 : static_cast<std::uint32_t>(pick(1, 5));
  out.options.overlap_layers = coin();
  out.options.fuse = coin();
  out.options.keys_first = coin();
  compile_growing(out);
  return out;
}

}  // namespace octet::test
