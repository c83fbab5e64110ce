// SPDX-License-Identifier: Apache-2.0
#include "hw/arch/fields.hpp"

#include <utility>
#include <vector>

namespace octet::arch {
namespace {

using Slot = Field::Slot;

// A field that is a plain member of Architecture. A member's name takes no parentheses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define OCTET_FIELD(path, member, low, high, rule)                                   \
  {                                                                                  \
    path, [](Architecture& it) -> Slot { return &it.member; }, low, high, Rule::rule \
  }
#define OCTET_BUFFER(name)                                                                        \
  OCTET_FIELD("/buffers/" #name "/bytes", buffers.name.bytes, kLeastBuffer, kLargestBuffer, any), \
      OCTET_FIELD("/buffers/" #name "/banks", buffers.name.banks, 1, 64, power_of_two),           \
      OCTET_FIELD("/buffers/" #name "/ports", buffers.name.dual_port, 0, 0, any)
// NOLINTEND(bugprone-macro-parentheses)

const Field kBeforeLanes[] = {
    OCTET_FIELD("/name", name, 0, 0, any),
    OCTET_FIELD("/clock_hz", clock_hz, 1'000'000, 10'000'000'000, any),
    OCTET_FIELD("/array/rows", rows, 2, 256, any),
    OCTET_FIELD("/array/columns", columns, 2, 256, any),
    OCTET_FIELD("/array/shadow_accumulators", shadow_accumulators, 0, 0, any),
};

const Field kBehindLanes[] = {
    OCTET_BUFFER(activation),
    OCTET_BUFFER(weight),
    OCTET_BUFFER(accumulator),
    OCTET_BUFFER(parameter),
    OCTET_FIELD("/controller/queue_depth", queue_depth, 1, 64, any),
    OCTET_FIELD("/controller/fetch_depth", fetch_depth, 1, 64, any),
    OCTET_FIELD("/controller/dma_in_flight", dma_in_flight, 1, 16, any),
    OCTET_FIELD("/memory/kind", memory.kind, 0, 0, memory_kind),
    OCTET_FIELD("/memory/latency_cycles", memory.latency_cycles, 1, 100'000, any),
    OCTET_FIELD("/memory/beat_bytes", memory.beat_bytes, 4, 128, power_of_two),
    OCTET_FIELD("/memory/burst_bytes", memory.burst_bytes, 4, 4096, power_of_two),
    OCTET_FIELD("/memory/outstanding", memory.outstanding, 1, 256, any),
    OCTET_FIELD("/memory/bytes", memory.bytes, 4096, std::uint64_t{1} << 40, any),
    OCTET_FIELD("/memory/transposer_blocks", memory.transposer_blocks, 1, 2, any),
    OCTET_FIELD("/numerics/residual_bits_max", numerics.residual_bits_max, 8, 16, any),
    OCTET_FIELD("/numerics/multiplier_bits_max", numerics.multiplier_bits_max, 8, 31, any),
    OCTET_FIELD("/numerics/gelu_input_bits_max", numerics.gelu_input_bits_max, 8, 16, any),
    OCTET_FIELD("/numerics/score_bits_max", numerics.score_bits_max, 8, 16, any),
    OCTET_FIELD("/mapping/chunk_tiles", mapping.chunk_tiles, 0, 65'535, any),
    OCTET_FIELD("/mapping/keep_on_chip", mapping.keep_on_chip, 0, 0, any),
    OCTET_FIELD("/mapping/weight_slots", mapping.weight_slots, 0, 255, any),
    OCTET_FIELD("/mapping/activation_slots", mapping.activation_slots, 1, 16, any),
    OCTET_FIELD("/mapping/accumulator_slots", mapping.accumulator_slots, 1, 16, any),
    OCTET_FIELD("/mapping/parameter_slots", mapping.parameter_slots, 1, 16, any),
    OCTET_FIELD("/mapping/overlap_layers", mapping.overlap_layers, 0, 0, any),
    OCTET_FIELD("/mapping/fuse", mapping.fuse, 0, 0, any),
    OCTET_FIELD("/mapping/keys_first", mapping.keys_first, 0, 0, any),
};

#undef OCTET_BUFFER
#undef OCTET_FIELD

constexpr std::uint64_t kMostLanes = 256;

template <std::size_t kIndex>
Field lanes_field() {
  constexpr const machine::LanesKey& kKey = machine::kLanes[kIndex];
  return {kKey.path,
          [](Architecture& it) -> Slot { return &(it.lanes.*machine::kLanes[kIndex].member); },
          kKey.is_optional ? 0U : 1U,
          kMostLanes,
          Rule::any,
          kKey.is_optional};
}

std::vector<Field> all_fields() {
  std::vector<Field> all(std::begin(kBeforeLanes), std::end(kBeforeLanes));
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) { (all.push_back(lanes_field<kIndex>()), ...); }
  (std::make_index_sequence<machine::kLanesCount>{});
  all.insert(all.end(), std::begin(kBehindLanes), std::end(kBehindLanes));
  return all;
}

}  // namespace

std::span<const Field> fields() {
  static const std::vector<Field> kAll = all_fields();
  return kAll;
}

}  // namespace octet::arch
