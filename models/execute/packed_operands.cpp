// SPDX-License-Identifier: Apache-2.0
#include "models/execute/packed_operands.hpp"

namespace octet::execute {

using namespace program;
namespace {

/// Bytes from the first valid lane to the last.
std::uint64_t extent(const Panel& panel) {
  return panel.words == 0 ? 0 : (panel.words - 1) * panel.stride() + panel.run();
}

}  // namespace

template <class Packed, class Pack>
const Packed& PackedOperands::find(Kept<Packed>& kept, const Key& key, Pack pack) {
  if (key.version != 0)
    for (const auto& entry : kept.entries)
      if (entry.key == key) return entry.packed;
  auto& entry = kept.entries[kept.next];
  entry.key = Key{};  // nothing is kept when reading faults
  pack(entry.packed);
  entry.key = key;
  kept.next = (kept.next + 1) % kept.entries.size();
  return entry.packed;
}

const kernels::PackedColumns& PackedOperands::activations(MemoryReader& memory, const Panel& panel,
                                                          kernels::Sign sign) {
  const std::uint64_t version = memory.version(Space::activation, panel.address, extent(panel));
  const Key key{version, panel.address, panel.words, panel.valid, panel.lanes, sign == kernels::Sign::is_unsigned};
  return find(activations_, key, [&](kernels::PackedColumns& packed) {
    const Words a = read_panel(memory, Space::activation, panel);
    packed.pack_depth_major(kernels::Strided<std::uint8_t>{a.data(), a.stride()}, panel.valid, panel.words,
                            kernels::instruction_set(), sign);
  });
}

const kernels::PackedRows& PackedOperands::weights(MemoryReader& memory, const Panel& panel,
                                                   const kernels::PackedColumns& columns) {
  const std::uint64_t version = memory.version(Space::weight, panel.address, extent(panel));
  const Key key{version, panel.address, panel.words, panel.valid, panel.lanes, columns.is_offset()};
  return find(weights_, key, [&](kernels::PackedRows& packed) {
    const Words b = read_panel(memory, Space::weight, panel);
    packed.pack_depth_major(kernels::Strided<std::uint8_t>{b.data(), b.stride()}, kernels::Sign::is_signed, panel.valid,
                            panel.words, columns.format(), columns.is_offset());
  });
}

}  // namespace octet::execute
