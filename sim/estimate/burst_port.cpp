// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/burst_port.hpp"

#include <algorithm>

#include "hw/memory/burst_cut.hpp"
#include "models/core/error.hpp"

namespace octet::sim::estimation {

BurstPort::BurstPort(const arch::Memory& memory)
    : beat_bytes_(memory.beat_bytes),
      burst_bytes_(memory.burst_bytes),
      one_block_(memory.transposer_blocks == 1),
      finished_(memory.outstanding, 0) {
  const hw::MemoryKind& kind = memory.device.kind();
  OCTET_CHECK(kind.closed_form != nullptr, std::string("memory of kind ") + kind.name + " has no closed form");
  latency_ = kind.closed_form->latency_cycles(memory.device);
}

void BurstPort::issue(std::uint64_t beats, bool is_write) {
  const Cycle cycle = std::max(next_issue_, finished_[oldest_]);
  bus_free_ = std::max(cycle + latency_, bus_free_) + beats;
  finished_[oldest_] = bus_free_;
  oldest_ = oldest_ + 1 == finished_.size() ? 0 : oldest_ + 1;
  next_issue_ = cycle + (is_write ? beats : 1);
}

void BurstPort::describe(Fingerprint& print) const {
  for (std::size_t i = 0, at = oldest_; i < finished_.size(); ++i) {
    print.add_cycle(finished_[at]);
    at = at + 1 == finished_.size() ? 0 : at + 1;
  }
}

void BurstPort::save(State& state, Moving others, std::uint64_t parts) const {
  const auto oldest = finished_.begin() + static_cast<std::ptrdiff_t>(oldest_);
  state.finished.assign(oldest, finished_.end());
  state.finished.insert(state.finished.end(), finished_.begin(), oldest);
  state.next_issue = next_issue_;
  for (std::size_t i = 0; i < others.size(); ++i) state.others[i] = *others[i];
  state.parts = parts;
}

bool BurstPort::repeats(const State& state, Moving others) const {
  // What lies before the next issue is past and holds nothing back.
  const auto same = [&](Cycle now, Cycle before) {
    return (now > next_issue_ ? now - next_issue_ : 0) == (before > state.next_issue ? before - state.next_issue : 0);
  };
  for (std::size_t i = 0; i < others.size(); ++i)
    if (*others[i] - next_issue_ != state.others[i] - state.next_issue) return false;
  std::size_t at = oldest_;
  for (const Cycle before : state.finished) {
    if (!same(finished_[at], before)) return false;
    at = at + 1 == finished_.size() ? 0 : at + 1;
  }
  return true;
}

void BurstPort::shift(Cycle by, Moving others) {
  next_issue_ += by;
  bus_free_ += by;
  for (Cycle& it : finished_) it += by;
  for (Cycle* other : others) *other += by;
}

/// Runs `part` `count` times; where parts are `equal`, from the first repetition of the state on by multiplication
/// (Brent's search: the state kept for comparison is renewed after 1, 2, 4, ... parts).
template <class Part>
void BurstPort::repeat(std::uint64_t count, bool equal, Moving others, Part part) {
  if (!equal || count < 4) {
    for (std::uint64_t i = 0; i < count; ++i) part(i);
    return;
  }
  OCTET_CHECK(depth_ < kept_.size(), "transfers nest three deep");
  State& kept = kept_[depth_];
  ++depth_;
  save(kept, others, 0);
  bool skipped = false;
  for (std::uint64_t i = 0, renew = 1; i < count;) {
    part(i++);
    if (skipped) continue;
    if (repeats(kept, others)) {
      const std::uint64_t period = i - kept.parts, periods = (count - i) / period;
      shift(periods * (next_issue_ - kept.next_issue), others);
      i += periods * period;
      skipped = true;
    } else if (i == renew) {
      save(kept, others, i);
      renew *= 2;
    }
  }
  --depth_;
}

bool BurstPort::may_be_cut(const hw::Transfer& transfer) const {
  const std::uint64_t longest = std::min<std::uint64_t>(beat_bytes_, transfer.row_bytes);
  if (uniform(transfer.pitch) && transfer.address % beat_bytes_ + longest <= beat_bytes_) return false;
  const std::uint64_t extent = (transfer.rows - 1) * transfer.pitch + transfer.row_bytes;
  return transfer.address % hw::kBurstPage + extent > hw::kBurstPage;
}

void BurstPort::issue_run(std::uint64_t address, std::uint64_t bytes, bool is_write) {
  hw::cut_run(address, bytes, burst_bytes_, is_write, [&](const hw::EqualBursts& bursts) {
    const std::uint64_t beats = hw::beats_of(bursts.first, beat_bytes_);
    repeat(bursts.count, true, {}, [&](std::uint64_t) { issue(beats, is_write); });
  });
}

void BurstPort::rows_of_bursts(const hw::Transfer& transfer) {
  const auto run = [&](std::uint64_t address) { issue_run(address, transfer.row_bytes, transfer.is_write); };
  if (transfer.pitch % hw::kBurstPage == 0 || !uniform(transfer.pitch)) {
    repeat(transfer.rows, uniform(transfer.pitch), {},
           [&](std::uint64_t row) { run(transfer.address + row * transfer.pitch); });
  } else {
    // Rows that no page end cuts are alike.
    for (std::uint64_t row = 0; row < transfer.rows;) {
      const std::uint64_t address = transfer.address + row * transfer.pitch;
      const std::uint64_t page = hw::kBurstPage - address % hw::kBurstPage;
      const std::uint64_t inside = page < transfer.row_bytes ? 0 : (page - transfer.row_bytes) / transfer.pitch + 1;
      const std::uint64_t rows = std::clamp<std::uint64_t>(inside, 1, transfer.rows - row);
      repeat(rows, true, {}, [&](std::uint64_t) { run(address); });
      row += rows;
    }
  }
  completion_ = bus_free_ - 1;
}

/// Blocks of `lanes` rows x a beat: row tiles outside, column blocks inside. `block` takes address, rows and bytes.
template <class Block>
void BurstPort::each_block(const hw::Transfer& transfer, Moving others, Block block) {
  const std::uint64_t tiles = transfer.rows / transfer.lanes, rows_left = transfer.rows % transfer.lanes;
  const bool whole_bursts = !may_be_cut(transfer);
  const auto row_tile = [&](std::uint64_t tile, std::uint64_t rows) {
    const std::uint64_t address = transfer.address + tile * transfer.lanes * transfer.pitch;
    const std::uint64_t whole = transfer.row_bytes / beat_bytes_, rest = transfer.row_bytes % beat_bytes_;
    repeat(whole, whole_bursts, others, [&](std::uint64_t i) { block(address + i * beat_bytes_, rows, beat_bytes_); });
    if (rest != 0) block(address + whole * beat_bytes_, rows, rest);
  };
  repeat(tiles, uniform(transfer.pitch) && whole_bursts, others,
         [&](std::uint64_t tile) { row_tile(tile, transfer.lanes); });
  if (rows_left != 0) row_tile(tiles, rows_left);
}

Cycle BurstPort::burst_column(const hw::Transfer& transfer, std::uint64_t address, std::uint64_t rows,
                              std::uint64_t bytes, Cycle earliest) {
  next_issue_ = std::max(next_issue_, earliest);
  // A repetition shows after some `outstanding` bursts at the earliest: shorter columns are walked.
  repeat(rows, rows > 4 * finished_.size() && uniform(transfer.pitch) && !may_be_cut(transfer), {},
         [&](std::uint64_t row) { issue_run(address + row * transfer.pitch, bytes, transfer.is_write); });
  return next_issue_ - 1;
}

void BurstPort::load_blocks(const hw::Transfer& transfer, Cycle granted, hw::Transposer& transposer) {
  transposer.drained_last = std::max(transposer.drained_last, granted);
  Cycle* const drains[] = {&transposer.drained_last, &transposer.drained_before};
  each_block(transfer, drains, [&](std::uint64_t address, std::uint64_t rows, std::uint64_t bytes) {
    burst_column(transfer, address, rows, bytes,
                 (one_block_ ? transposer.drained_last : transposer.drained_before) + 1);
    transposer.drained_before = transposer.drained_last;
    transposer.drained_last = std::max(bus_free_ - 1, transposer.drained_last) + bytes / transfer.element_bytes;
  });
  completion_ = transposer.drained_last;
}

void BurstPort::store_blocks(const hw::Transfer& transfer, Cycle granted) {
  Cycle gathered = granted, issued = granted, issued_before = granted;
  Cycle* const gathers[] = {&gathered, &issued, &issued_before};
  each_block(transfer, gathers, [&](std::uint64_t address, std::uint64_t rows, std::uint64_t bytes) {
    gathered = std::max(gathered, one_block_ ? issued : issued_before) + bytes / transfer.element_bytes;
    issued_before = issued;
    issued = burst_column(transfer, address, rows, bytes, gathered + 1);
  });
  completion_ = bus_free_ - 1;
}

StepEnd BurstPort::schedule(const hw::Transfer& transfer, Cycle granted, hw::Transposer& transposer) {
  next_issue_ = granted + 1;
  if (!transfer.transposes) {
    rows_of_bursts(transfer);
  } else if (transfer.is_write) {
    store_blocks(transfer, granted);
  } else {
    load_blocks(transfer, granted, transposer);
  }
  return {next_issue_ - 1, completion_};
}

}  // namespace octet::sim::estimation
