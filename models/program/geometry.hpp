// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/machine/per_buffer.hpp"

namespace octet::program {

/// One on-chip buffer: `bytes` in `banks` equal contiguous banks (bank = address / (bytes / banks)).
struct BufferGeometry {
  std::uint64_t bytes = 0;
  std::uint32_t banks = 1;

  friend bool operator==(const BufferGeometry&, const BufferGeometry&) = default;
};

/// What a program is compiled for and its header carries: everything that decides addresses, layouts, queues and the
/// values that fit, nothing that decides only time.
struct Geometry {
  std::uint32_t rows = 0;     ///< R: lanes of a row panel
  std::uint32_t columns = 0;  ///< C: lanes of a column panel
  machine::PerBuffer<BufferGeometry> buffers;
  std::uint32_t queue_depth = 0;  ///< commands a context queues
  std::uint64_t dram_bytes = 0;
  std::uint32_t multiplier_bits = 31;  ///< of a scale; gates hold no more

  /// Bytes of a buffer's word, what one bank delivers a cycle: R or C lanes of a byte, R accumulators, an entry of
  /// parameters. 0 for DRAM, where it is a beat.
  std::uint64_t word_bytes(machine::Space space) const;
  /// What a bank holds a whole number of, so that nothing a unit reads at once straddles two: a word, of the activation
  /// buffer two (R lanes of two bytes).
  std::uint64_t granule_bytes(machine::Space space) const {
    return space == machine::Space::activation ? 2 * word_bytes(space) : word_bytes(space);
  }

  friend bool operator==(const Geometry&, const Geometry&) = default;
};

inline std::uint64_t Geometry::word_bytes(machine::Space space) const {
  switch (space) {
    case machine::Space::dram:
      break;
    case machine::Space::activation:
      return rows;
    case machine::Space::weight:
      return columns;
    case machine::Space::accumulator:
      return std::uint64_t{4} * rows;
    case machine::Space::parameter:
      return 16;
  }
  return 0;
}

}  // namespace octet::program
