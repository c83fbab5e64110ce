// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/fixed_memory.hpp"

#include <algorithm>

#include "hw/memory/transfer.hpp"

namespace octet::hw {

FixedMemory::FixedMemory(const arch::Memory& memory)
    : latency_(memory.latency_cycles), beat_bytes_(memory.beat_bytes) {}

BurstTiming FixedMemory::submit(const Burst& burst, std::uint64_t cycle) {
  const std::uint64_t beats = beats_of(burst, beat_bytes_);
  const std::uint64_t first = std::max(cycle + latency_, bus_free_);
  bus_free_ = first + beats;
  return {cycle, burst.is_write ? cycle + beats - 1 : cycle, first, bus_free_ - 1};
}

void FixedMemory::reset() { bus_free_ = 0; }

}  // namespace octet::hw
