// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/devices/stalling_memory.hpp"

#include <algorithm>

#include "models/core/error.hpp"
#include "models/core/splitmix.hpp"

namespace octet::hw {
namespace {

// Longest stalls, in cycles.
constexpr std::uint64_t kAddress = 7, kLatency = 40, kData = 3, kBus = 3;

/// Bits that depend on all of `x`.
std::uint64_t mix(std::uint64_t x) { return SplitMix(x).next(); }

}  // namespace

StallingMemory::StallingMemory(std::unique_ptr<MemoryModel> memory, std::uint32_t beat_bytes, std::uint64_t seed)
    : memory_(std::move(memory)), beat_bytes_(beat_bytes), seed_(seed) {
  OCTET_CHECK(seed != 0, "a seed of 0 stands for no stalls");
}

std::uint64_t StallingMemory::draw(Stall stall, std::uint64_t index, std::uint64_t longest) const {
  const std::uint64_t bits = mix(mix(seed_ * 4 + static_cast<std::uint64_t>(stall)) + index);
  return (bits & 3) == 0 ? 1 + (bits >> 2) % longest : 0;
}

std::uint64_t StallingMemory::data_stall(std::uint64_t beat) const { return draw(Stall::data, beat, kData); }

std::uint64_t StallingMemory::bus_gap(std::uint64_t beat) const { return draw(Stall::bus, beat, kBus); }

BurstTiming StallingMemory::submit(const Burst& burst, std::uint64_t cycle) {
  const std::uint64_t beats = beats_of(burst, beat_bytes_), index = bursts_++;
  BurstTiming out;
  out.issued = cycle + draw(Stall::address, index, kAddress);
  out.data_last = out.issued;
  if (burst.is_write) {
    out.data_last = cycle + beats - 1;
    for (std::uint64_t i = 0; i < beats; ++i) out.data_last += data_stall(write_beats_++);
  }
  const BurstTiming plain = memory_->submit(burst, out.issued);
  out.first_beat = std::max(plain.first_beat + draw(Stall::latency, index, kLatency), bus_free_);
  // The answer to a write follows its last beat.
  if (burst.is_write) out.first_beat = std::max(out.first_beat, out.data_last + 1);
  out.first_beat += bus_gap(bus_beats_++);
  out.last_beat = out.first_beat + beats - 1;
  out.rows_opened = plain.rows_opened;
  for (std::uint64_t i = 1; i < beats; ++i) out.last_beat += bus_gap(bus_beats_++);
  bus_free_ = out.last_beat + 1;
  return out;
}

void StallingMemory::reset() {
  memory_->reset();
  bursts_ = write_beats_ = bus_beats_ = bus_free_ = 0;
}

}  // namespace octet::hw
