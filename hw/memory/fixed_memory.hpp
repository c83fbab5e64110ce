// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/memory/memory_model.hpp"

namespace octet::hw {

/// Fixed latency, then one beat a cycle on one data bus for reads and writes (docs/machine.md, "Memory port"):
/// first beat = max(issue + latency, end of the last burst + 1).
class FixedMemory final : public MemoryModel {
 public:
  explicit FixedMemory(const arch::Memory& memory);
  BurstTiming submit(const Burst& burst, std::uint64_t cycle) override;
  void reset() override;

 private:
  std::uint64_t latency_;
  std::uint32_t beat_bytes_;
  std::uint64_t bus_free_ = 0;  ///< first cycle in which the data bus is free
};

}  // namespace octet::hw
