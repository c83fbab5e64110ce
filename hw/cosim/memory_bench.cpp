// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/memory_bench.hpp"

#include <algorithm>

namespace octet::rtl {

MemoryBench::MemoryBench(const arch::Memory& memory, program::ByteMemory& dram, const RtlModel& model)
    : beat_bytes_(memory.beat_bytes),
      dram_(dram),
      timing_(hw::make_memory_model(memory)),
      request_(model.port("memory_request_o")),
      write_(model.port("memory_write_o")),
      address_(model.port("memory_address_o")),
      bytes_(model.port("memory_bytes_o")),
      data_valid_(model.port("memory_data_valid_o")),
      data_(model.port("memory_data_o")),
      strobe_(model.port("memory_strobe_o")),
      beat_(model.port("memory_beat_i")),
      beat_data_(model.port("memory_beat_data_i")) {
  timing_->reset();
}

void MemoryBench::drive(std::uint64_t cycle) {
  beat_.set(0);
  if (bursts_.empty() || bursts_.front().first > cycle) return;
  const OnBus burst = bursts_.front();
  if (burst.last == cycle) bursts_.pop_front();
  beat_.set(1);
  if (burst.is_write) return;
  const std::uint64_t base = burst.address / beat_bytes_ * beat_bytes_ + (cycle - burst.first) * beat_bytes_;
  const std::uint64_t from = std::max(base, burst.address);
  const std::uint64_t to = std::min(base + beat_bytes_, burst.address + burst.bytes);
  // Lanes outside the burst carry noise: nobody may look at them.
  const std::span<std::uint8_t> lanes = beat_data_.bytes().first(beat_bytes_);
  std::fill(lanes.begin(), lanes.end(), std::uint8_t{0xA5});
  dram_.read(from, lanes.subspan(from - base, to - from));
}

void MemoryBench::sample(std::uint64_t cycle) {
  if (request_.get() != 0) take_burst(cycle);
  if (data_valid_.get() != 0) take_write_beat();
}

void MemoryBench::take_burst(std::uint64_t cycle) {
  const std::uint64_t address = address_.get(), bytes = bytes_.get();
  const bool is_write = write_.get() != 0;
  const hw::BurstTiming timing = timing_->submit({address, static_cast<std::uint32_t>(bytes), is_write}, cycle);
  bursts_.push_back({timing.first_beat, timing.last_beat, address, bytes, is_write});
  (is_write ? bytes_written_ : bytes_read_) += bytes;
  if (is_write) write_beat_ = address / beat_bytes_ * beat_bytes_;
}

void MemoryBench::take_write_beat() {
  for (std::uint32_t lane = 0; lane < beat_bytes_; ++lane) {
    if (strobe_.bits(lane, 1) != 0) dram_.write(write_beat_ + lane, data_.bytes().subspan(lane, 1));
  }
  write_beat_ += beat_bytes_;
}

}  // namespace octet::rtl
