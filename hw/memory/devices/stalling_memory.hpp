// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "hw/memory/devices/memory_model.hpp"

namespace octet::hw {

/// A memory whose every handshake stalls at random: addresses and write beats are taken late, answers take longer, the
/// data bus has gaps. What is drawn for a burst or beat depends on the seed and its number alone, so SystemC and the
/// gates stall alike whatever they did before. Answers stay in order, and come after the write data of their burst.
class StallingMemory final : public MemoryModel {
 public:
  /// `seed` is not 0.
  StallingMemory(std::unique_ptr<MemoryModel> memory, std::uint32_t beat_bytes, std::uint64_t seed);
  BurstTiming submit(const Burst& burst, std::uint64_t cycle) override;
  std::uint64_t data_stall(std::uint64_t beat) const override;
  std::uint64_t bus_gap(std::uint64_t beat) const override;
  void reset() override;

 private:
  enum class Stall : std::uint64_t { address, latency, data, bus };
  /// 0 in most cases, else 1 .. `longest` cycles.
  std::uint64_t draw(Stall stall, std::uint64_t index, std::uint64_t longest) const;

  std::unique_ptr<MemoryModel> memory_;
  std::uint32_t beat_bytes_;
  std::uint64_t seed_;
  std::uint64_t bursts_ = 0, write_beats_ = 0, bus_beats_ = 0;  ///< so far
  std::uint64_t bus_free_ = 0;                                  ///< first cycle in which the data bus is free
};

}  // namespace octet::hw
