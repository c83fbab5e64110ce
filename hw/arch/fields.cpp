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

std::vector<Field> before_lanes() {
  return {
      OCTET_FIELD("/name", name, 0, 0, any),
      OCTET_FIELD("/clock_hz", clock_hz, 1'000'000, 10'000'000'000, any),
      OCTET_FIELD("/array/rows", rows, 2, 256, any),
      OCTET_FIELD("/array/columns", columns, 2, 256, any),
      OCTET_FIELD("/array/shadow_accumulators", shadow_accumulators, 0, 0, any),
  };
}

std::vector<Field> behind_lanes() {
  return {
      OCTET_BUFFER(activation),
      OCTET_BUFFER(weight),
      OCTET_BUFFER(accumulator),
      OCTET_BUFFER(parameter),
      OCTET_FIELD("/controller/queue_depth", queue_depth, 1, 64, any),
      OCTET_FIELD("/controller/fetch_depth", fetch_depth, 1, 64, any),
      OCTET_FIELD("/controller/dma_in_flight", dma_in_flight, 1, 16, any),
      OCTET_FIELD("/memory/kind", memory.device, 0, 0, any),
  };
}

std::vector<Field> behind_device() {
  return {
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
}

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

Field device_field(const hw::MemoryKind& kind, std::size_t index) {
  const hw::MemoryParameter& it = kind.parameters[index];
  return {.path = std::string("/memory/") + it.name,
          .slot = [index](Architecture& machine) -> Slot { return &machine.memory.device.at(index); },
          .low = it.low,
          .high = it.high,
          .rule = it.is_power_of_two ? Rule::power_of_two : Rule::any,
          .kind = &kind,
          .names = it.names};
}

std::vector<Field> all_fields() {
  std::vector<Field> all = before_lanes();
  const auto add = [&](std::vector<Field> more) { all.insert(all.end(), more.begin(), more.end()); };
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) { (all.push_back(lanes_field<kIndex>()), ...); }
  (std::make_index_sequence<machine::kLanesCount>{});
  add(behind_lanes());
  for (const hw::MemoryKind* kind : hw::memory_kinds())
    for (std::size_t i = 0; i < kind->parameters.size(); ++i) all.push_back(device_field(*kind, i));
  add(behind_device());
  return all;
}

}  // namespace

std::span<const Field> fields() {
  static const std::vector<Field> kAll = all_fields();
  return kAll;
}

}  // namespace octet::arch
