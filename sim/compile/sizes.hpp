// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <numeric>

#include "hw/arch/architecture.hpp"
#include "models/core/rounding.hpp"
#include "models/program/command.hpp"

namespace octet::sim {

/// Where regions of a memory may start. On chip a region starts at a granule of the buffer (so that none straddles
/// two banks) and at a beat of the memory port (so the DMA need not shift); in DRAM at a beat and at 64 bytes.
inline std::uint64_t alignment(const arch::Architecture& architecture, program::Space space) {
  const std::uint64_t beat = architecture.memory.beat_bytes, granule = architecture.geometry().granule_bytes(space);
  switch (space) {
    case program::Space::dram:
      break;
    case program::Space::activation:
      return std::lcm(granule, beat < 8 ? 8 : beat);
    case program::Space::weight:
      return std::lcm(granule, beat);
    case program::Space::accumulator:
      return granule;
    case program::Space::parameter:
      return beat < granule ? granule : beat;
  }
  return beat < 64 ? 64 : beat;
}

inline const arch::Buffer& buffer(const arch::Architecture& architecture, program::Space space) {
  return architecture.buffers[space];
}

}  // namespace octet::sim
