// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "hw/cosim/rtl_model.hpp"
#include "hw/memory/memory_model.hpp"
#include "models/program/byte_memory.hpp"

namespace octet::rtl {

/// Answers the accelerator's memory port: bytes from a ByteMemory, cycles from the memory model that SystemC drives
/// too.
class MemoryBench {
 public:
  MemoryBench(const arch::Memory& memory, program::ByteMemory& dram, const RtlModel& model);

  /// Before cycle `cycle` is evaluated: puts the beat of this cycle on the port.
  void drive(std::uint64_t cycle);
  /// After cycle `cycle` was evaluated: takes its burst and its write beat.
  void sample(std::uint64_t cycle);

  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t bytes_written() const { return bytes_written_; }

 private:
  /// A burst on its way; its beats are in [first, last].
  struct OnBus {
    std::uint64_t first, last, address, bytes;
    bool is_write;
  };
  void take_burst(std::uint64_t cycle);
  void take_write_beat();

  std::uint32_t beat_bytes_;
  program::ByteMemory& dram_;
  std::unique_ptr<hw::MemoryModel> timing_;
  std::deque<OnBus> bursts_;
  std::uint64_t write_beat_ = 0;  ///< address of the next write beat, aligned
  std::uint64_t bytes_read_ = 0, bytes_written_ = 0;
  RtlPort request_, write_, address_, bytes_, data_valid_, data_, strobe_, beat_, beat_data_;
};

}  // namespace octet::rtl
