// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/memory/devices/memory_model.hpp"
#include "hw/memory/transfer.hpp"

namespace octet::hw {

/// The one port to the memory: cuts a transfer into bursts and issues them in order, at most one a cycle and at most
/// `outstanding` unfinished (docs/machine.md, "Memory port"). Knows cycles, no data and no arbitration: transfers come
/// one after another, each granted later than the occupancy of the one before.
class MemoryPort {
 public:
  /// A `stall_seed` other than 0 draws random stalls of the memory.
  explicit MemoryPort(const arch::Memory& memory, std::uint64_t stall_seed = 0);

  /// Issues the whole transfer granted in cycle `granted`: its first burst goes in cycle `granted + 1` at the earliest.
  TransferTiming schedule(const Transfer& transfer, std::uint64_t granted, Transposer& transposer);

 private:
  /// One burst, offered not before `earliest`; returns its last cycle on the port.
  std::uint64_t issue(const Burst& burst, std::uint64_t earliest);
  /// The bursts of `bytes` bytes in a row; returns the last cycle of the last one on the port.
  std::uint64_t issue_run(std::uint64_t address, std::uint64_t bytes, bool is_write, std::uint64_t earliest);
  void issue_rows(const Transfer& transfer);
  void load_blocks(const Transfer& transfer, std::uint64_t granted, Transposer& transposer);
  void store_blocks(const Transfer& transfer, std::uint64_t granted);

  std::uint32_t beat_bytes_, burst_bytes_, transposer_blocks_;
  std::unique_ptr<MemoryModel> memory_;
  std::vector<std::uint64_t> finished_;  ///< ring: first cycle in which each of the last `outstanding` bursts is over
  std::size_t oldest_ = 0;
  std::uint64_t next_issue_ = 0;  ///< first cycle in which the port may issue
  std::uint64_t last_beat_ = 0;   ///< last beat of the last burst
  TransferTiming timing_;
};

}  // namespace octet::hw
