// SPDX-License-Identifier: Apache-2.0
#include "sim/map/chunking.hpp"

#include <algorithm>

#include "models/core/rounding.hpp"

namespace octet::map {
namespace {

constexpr std::uint64_t kLeastSteps = 4;  // fewer steps than units in the chain leave some of them idle

}  // namespace

std::uint64_t choose_chunk_tiles(const arch::Architecture& architecture, const ChunkRequest& request,
                                 std::optional<std::uint32_t> wanted) {
  const std::uint64_t tiles = ceil_div(request.columns, architecture.columns);
  const std::uint64_t weight_tile = request.depth * architecture.columns;
  const std::uint64_t area = std::uint64_t{architecture.rows} * architecture.columns;
  // The most tiles of `bytes` each that `room` holds, at least one.
  const auto fit = [tiles](std::uint64_t room, std::uint64_t bytes) {
    return bytes == 0 ? tiles : std::max<std::uint64_t>(1, room / bytes);
  };

  std::uint64_t chunk = tiles;
  if (const std::uint32_t asked = wanted.value_or(architecture.mapping.chunk_tiles); asked > 0) {
    chunk = std::min<std::uint64_t>(tiles, asked);
    // Asked for by hand: one slot is enough.
    chunk = std::min({chunk, fit(architecture.buffers.weight.bytes, weight_tile),
                      fit(architecture.buffers.accumulator.bytes, 4 * area),
                      fit(architecture.buffers.activation.bytes / 2, request.ring_bytes * area),
                      fit(architecture.buffers.parameter.bytes, std::uint64_t{16} * architecture.columns)});
    return chunk;
  }
  // In one chunk, the next group can follow row tile by row tile: worth having when two slots of everything fit.
  const bool whole_fits = 2 * tiles * 4 * area <= architecture.buffers.accumulator.bytes &&
                          4 * tiles * request.ring_bytes * area <= architecture.buffers.activation.bytes &&
                          2 * tiles * weight_tile <= architecture.buffers.weight.bytes &&
                          2 * tiles * 16 * architecture.columns <= architecture.buffers.parameter.bytes;
  if (whole_fits && request.row_tiles > 1) return tiles;
  chunk = std::min({chunk, fit(architecture.buffers.accumulator.bytes / 4, 4 * area),
                    fit(architecture.buffers.activation.bytes / 8, request.ring_bytes * area),
                    fit(architecture.buffers.weight.bytes / (request.streams_rows ? 2 : 4), weight_tile),
                    fit(architecture.buffers.parameter.bytes / 2, std::uint64_t{16} * architecture.columns)});
  // One row tile and one chunk would be a single step: matmul and requantizer would take turns.
  if (request.row_tiles == 1) chunk = std::min(chunk, ceil_div(tiles, kLeastSteps));
  return ceil_div(tiles, ceil_div(tiles, chunk));
}

}  // namespace octet::map
