// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "hw/arch/architecture.hpp"

namespace octet::map {

/// What decides how many column tiles one weight chunk of a linear group holds.
struct ChunkRequest {
  std::uint64_t columns = 0;  ///< of the output
  std::uint64_t depth = 0;    ///< k
  std::uint64_t row_tiles = 0;
  std::uint64_t ring_bytes = 0;  ///< bytes an output element takes in rings of the activation buffer
  bool streams_rows = false;     ///< the row operand is loaded again for every chunk: few chunks are better
};

/// Column tiles a chunk, at least 1. Chunks are of even size, as large as leaves room for two slots of this group and
/// two of the next in the weight and accumulator buffers, with at least four steps in the group so that units overlap.
/// `wanted`, of one layer, goes before the architecture's `mapping.chunk_tiles`; either is cut to what fits.
std::uint64_t choose_chunk_tiles(const arch::Architecture& architecture, const ChunkRequest& request,
                                 std::optional<std::uint32_t> wanted = std::nullopt);

}  // namespace octet::map
