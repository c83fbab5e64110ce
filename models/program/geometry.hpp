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

  friend bool operator==(const Geometry&, const Geometry&) = default;
};

}  // namespace octet::program
