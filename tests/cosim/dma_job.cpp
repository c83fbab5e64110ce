// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/dma_job.hpp"

#include <algorithm>

namespace octet::test {

program::Command DmaJob::command() const {
  program::Command out;
  out.opcode = is_store() ? program::Opcode::store : program::Opcode::load;
  out.layout = layout;
  out.space = space;
  out.element_bytes = element_bytes;
  out.tile_columns = lanes;
  out.depth = pitch;
  return out;
}

program::Step DmaJob::step() const {
  program::Step out{.rows = rows, .columns = columns};
  out.a = is_store() ? buffer : dram;
  out.d = is_store() ? dram : buffer;
  return out;
}

hw::Transfer DmaJob::transfer() const { return unit == 0 ? hw::fetch_of(dram) : hw::transfer_of(command(), step()); }

std::uint32_t DmaJob::buffer_address(std::uint64_t row, std::uint64_t at) const {
  const std::uint64_t e = element_bytes, column = at / e, byte = at % e;
  const std::uint64_t place = layout == program::Layout::linear  ? row * columns * e + at
                              : layout == program::Layout::panel ? at
                              : layout == program::Layout::column_panels
                                  ? column / lanes * rows * lanes * e + row * lanes * e + column % lanes * e + byte
                                  : row / lanes * columns * lanes * e + column * lanes * e + row % lanes * e + byte;
  return static_cast<std::uint32_t>(buffer + place);
}

bool DmaJob::is_padding(std::uint64_t at) const {
  const std::uint64_t line = std::uint64_t{lanes} * element_bytes;
  return layout == program::Layout::panel && at % line >= std::uint64_t{rows} * element_bytes;
}

std::uint64_t DmaBurst::beats() const { return (address % kBeat + bytes + kBeat - 1) / kBeat; }

DmaBurst DmaWalk::next() {
  const hw::Transfer& it = transfer_;
  const std::uint64_t rows = it.transposes ? std::min<std::uint64_t>(it.lanes, it.rows - first_row_) : it.rows;
  const std::uint64_t run = it.transposes ? std::min(kBeat, it.row_bytes - block_) : it.row_bytes;
  const std::uint64_t row = first_row_ + row_, offset = block_ + place_, address = it.address + row * it.pitch + offset;
  const std::uint64_t bytes = std::min({run - place_, std::uint64_t{dma_memory().burst_bytes}, 4096 - address % 4096});
  DmaBurst out{step_, address, bytes, row, offset, false, false};
  place_ += bytes;
  if (place_ < run) return out;
  place_ = 0;
  if (++row_ < rows) return out;
  row_ = 0;
  out.block_last = true;
  block_ += kBeat;
  if (it.transposes && block_ < it.row_bytes) return out;
  block_ = 0;
  first_row_ += it.lanes;
  out.last = !it.transposes || first_row_ >= it.rows;
  return out;
}

arch::Memory dma_memory() {
  return {
      .device = hw::MemoryDevice().set("latency_cycles", 10), .beat_bytes = kBeat, .burst_bytes = 32, .outstanding = 3};
}

}  // namespace octet::test
