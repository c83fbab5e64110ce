// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/memory_port.hpp"

#include <algorithm>

#include "hw/memory/burst_cut.hpp"
#include "models/core/error.hpp"

namespace octet::hw {
namespace {

/// Walks the blocks of a transposing transfer: row tiles outside, column blocks inside.
template <class Visit>
void for_each_block(const Transfer& transfer, std::uint32_t beat_bytes, Visit visit) {
  for (std::uint64_t row = 0; row < transfer.rows; row += transfer.lanes) {
    const std::uint64_t rows = std::min<std::uint64_t>(transfer.lanes, transfer.rows - row);
    for (std::uint64_t at = 0; at < transfer.row_bytes; at += beat_bytes) {
      const std::uint64_t bytes = std::min<std::uint64_t>(beat_bytes, transfer.row_bytes - at);
      visit(transfer.address + row * transfer.pitch + at, rows, static_cast<std::uint32_t>(bytes));
    }
  }
}

}  // namespace

MemoryPort::MemoryPort(const arch::Memory& memory, std::uint64_t stall_seed)
    : beat_bytes_(memory.beat_bytes),
      burst_bytes_(memory.burst_bytes),
      transposer_blocks_(memory.transposer_blocks),
      memory_(memory.make(stall_seed)),
      finished_(memory.outstanding, 0) {}

std::uint64_t MemoryPort::issue(const Burst& burst, std::uint64_t earliest) {
  const std::uint64_t beats = beats_of(burst, beat_bytes_);
  const std::uint64_t cycle = std::max({earliest, next_issue_, finished_[oldest_]});
  const BurstTiming timing = memory_->submit(burst, cycle);
  finished_[oldest_] = timing.last_beat + 1;
  oldest_ = oldest_ + 1 == finished_.size() ? 0 : oldest_ + 1;
  next_issue_ = std::max(timing.issued, timing.data_last) + 1;
  last_beat_ = timing.last_beat;
  ++timing_.bursts;
  timing_.beats += beats;
  timing_.rows_opened += timing.rows_opened;
  return next_issue_ - 1;
}

std::uint64_t MemoryPort::issue_run(std::uint64_t address, std::uint64_t bytes, bool is_write, std::uint64_t earliest) {
  std::uint64_t last = 0;
  cut_run(address, bytes, burst_bytes_, is_write, [&](const EqualBursts& bursts) {
    for (Burst burst = bursts.first; burst.address < bursts.first.address + bursts.count * burst.bytes;
         burst.address += burst.bytes)
      last = issue(burst, earliest);
  });
  return last;
}

void MemoryPort::issue_rows(const Transfer& transfer) {
  for (std::uint64_t row = 0; row < transfer.rows; ++row)
    issue_run(transfer.address + row * transfer.pitch, transfer.row_bytes, transfer.is_write, 0);
  timing_.completion = last_beat_;
}

void MemoryPort::load_blocks(const Transfer& transfer, std::uint64_t granted, Transposer& transposer) {
  transposer.drained_last = std::max(transposer.drained_last, granted);
  for_each_block(transfer, beat_bytes_, [&](std::uint64_t address, std::uint64_t rows, std::uint32_t bytes) {
    const std::uint64_t earliest = (transposer_blocks_ == 1 ? transposer.drained_last : transposer.drained_before) + 1;
    for (std::uint64_t row = 0; row < rows; ++row) issue_run(address + row * transfer.pitch, bytes, false, earliest);
    transposer.drained_before = transposer.drained_last;
    transposer.drained_last = std::max(last_beat_, transposer.drained_last) + bytes / transfer.element_bytes;
  });
  timing_.completion = transposer.drained_last;
}

void MemoryPort::store_blocks(const Transfer& transfer, std::uint64_t granted) {
  std::uint64_t gathered = granted, issued = granted, issued_before = granted;
  for_each_block(transfer, beat_bytes_, [&](std::uint64_t address, std::uint64_t rows, std::uint32_t bytes) {
    gathered = std::max(gathered, transposer_blocks_ == 1 ? issued : issued_before) + bytes / transfer.element_bytes;
    issued_before = issued;
    for (std::uint64_t row = 0; row < rows; ++row)
      issued = issue_run(address + row * transfer.pitch, bytes, true, gathered + 1);
  });
  timing_.completion = last_beat_;
}

TransferTiming MemoryPort::schedule(const Transfer& transfer, std::uint64_t granted, Transposer& transposer) {
  OCTET_CHECK(granted + 1 >= next_issue_, "the memory port was granted while a transfer held it");
  OCTET_CHECK(transfer.rows > 0 && transfer.row_bytes > 0, "a transfer moves at least one byte");
  timing_ = {};
  next_issue_ = granted + 1;
  if (!transfer.transposes) {
    issue_rows(transfer);
  } else if (transfer.is_write) {
    store_blocks(transfer, granted);
  } else {
    load_blocks(transfer, granted, transposer);
  }
  timing_.occupancy_end = next_issue_ - 1;
  return timing_;
}

}  // namespace octet::hw
