// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/dma_bench.hpp"

#include <algorithm>
#include <utility>

#include "tests/support/catch.hpp"

namespace octet::test {
namespace {

constexpr std::size_t kStepBytes = 43, kStoreBytes = 8;

std::uint8_t hash(std::uint64_t x) {
  x = (x ^ x >> 31) * 0xBF58476D1CE4E5B9U;
  x = (x ^ x >> 27) * 0x94D049BB133111EBU;
  return static_cast<std::uint8_t>(x >> 56);
}
std::uint8_t dram_byte(std::uint64_t address) { return hash(address + 1); }
std::uint8_t buffer_byte(std::uint32_t address) { return hash(~std::uint64_t{address}); }

void put(rtl::RtlPort port, std::size_t first_byte, std::size_t bytes, std::uint64_t value) {
  for (std::size_t i = 0; i < bytes; ++i) port.bytes()[first_byte + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

}  // namespace

DmaBench::DmaBench(rtl::RtlModel& model, RandomSource& random, bool ordered, std::uint64_t stall_seed)
    : model_(model),
      random_(random),
      ordered_(ordered),
      port_(dma_memory(), stall_seed),
      memory_(dma_memory().make(stall_seed)),
      ports_(model) {
  memory_->reset();
  for (rtl::RtlPort port : {ports_.grant, ports_.memory_beat, ports_.memory_answer}) port.set(0);
  model.reset();
}

void DmaBench::expect(bool holds, const char* what) const {
  if (!holds) FAIL("octet_dma in cycle " << cycle_ << ": " << what);
}

bool DmaBench::over() const {
  return !transfer_ && reads_.empty() && writes_.empty() &&
         std::all_of(steps_.begin(), steps_.end(), [](const auto& it) { return it.empty(); });
}

/// The step's bits at its unit, and all of them inverted at the others; without a grant everywhere.
void DmaBench::set_steps(std::uint32_t unit, const DmaJob& job) {
  const auto command = program::encode(job.command());
  const program::Step step = job.step();
  for (std::uint32_t channel = 0; channel < kChannels; ++channel) {
    const std::size_t at = channel * kStepBytes;
    std::copy(command.begin(), command.end(), ports_.commands.bytes().begin() + channel * command.size());
    for (std::size_t i = 0; i < kStepBytes; ++i) ports_.steps.bytes()[at + i] = 0;
    put(ports_.steps, at, 2, step.rows);
    put(ports_.steps, at + 2, 4, step.columns);
    put(ports_.steps, at + 6, 6, step.a);
    put(ports_.steps, at + 24, 6, step.d);
    if (channel == unit) continue;
    for (std::size_t i = 0; i < command.size(); ++i) ports_.commands.bytes()[channel * command.size() + i] ^= 0xff;
    for (std::size_t i = 0; i < kStepBytes; ++i) ports_.steps.bytes()[at + i] ^= 0xff;
  }
  ports_.fetch_address.set(unit == 0 ? job.dram : ~job.dram & 0xffff'ffff'ffff);
}

void DmaBench::start(const DmaJob& job) {
  starting_ = std::make_shared<DmaStep>(DmaStep{job, {}, false});
  if (ordered_) starting_->timing = port_.schedule(job.transfer(), cycle_, transposers_[job.unit]);
  ports_.grant.set(std::uint64_t{1} << job.unit);
  set_steps(job.unit, job);
}

bool DmaBench::refuses(const DmaJob& job) {
  ports_.grant.set(std::uint64_t{1} << job.unit);
  set_steps(job.unit, job);
  model_.evaluate();
  return ports_.unsupported.get() != 0;
}

void DmaBench::drive_answers() {
  if (ordered_) {
    const bool now = !answers_.empty() && answers_.front().next_beat == cycle_;
    beat_ = now && !answers_.front().is_write;
    answer_ = now && answers_.front().is_write;
    if (now) {
      Answer& it = answers_.front();
      it.next_beat = cycle_ + 1 + memory_->bus_gap(++it.bus_beat);
      if (--it.beats == 0) answers_.pop_front();
    }
  } else {
    beat_ = !reads_.empty() && random_.between(0, 2) != 0;
    answer_ = answerable_ > 0 && random_.between(0, 3) == 0;
  }
  // What is offered is taken, until a memory says otherwise.
  ports_.memory_ready.set(ordered_ ? 1 : static_cast<std::uint64_t>(random_.between(0, 1)));
  ports_.memory_data_ready.set(ordered_ ? 1 : static_cast<std::uint64_t>(random_.between(0, 1)));
  ports_.memory_beat.set(beat_ ? 1 : 0);
  ports_.memory_answer.set(answer_ ? 1 : 0);
  // Noise where nothing is answered, and in lanes outside a burst.
  for (std::uint8_t& lane : ports_.memory_beat_data.bytes()) lane = static_cast<std::uint8_t>(random_.bits());
  ports_.memory_beat_last.set(random_.bits() & 1);
  if (beat_) drive_beat();
}

void DmaBench::drive_beat() {
  const DmaBurst& burst = reads_.front().burst;
  const std::uint64_t base = (burst.address / kBeat + reads_.front().beats) * kBeat;
  for (std::uint64_t lane = 0; lane < kBeat; ++lane)
    if (base + lane >= burst.address && base + lane < burst.address + burst.bytes)
      ports_.memory_beat_data.bytes()[lane] = dram_byte(base + lane);
  beat_last_ = reads_.front().beats + 1 == burst.beats();
  ports_.memory_beat_last.set(beat_last_ ? 1 : 0);
}

/// Buffers are read in the same cycle.
void DmaBench::evaluate() {
  model_.evaluate();
  for (std::size_t lane = 0; lane < kStoreBytes; ++lane)
    ports_.store_data.bytes()[lane] = buffer_byte(static_cast<std::uint32_t>(ports_.store_address.bits(lane * 32, 32)));
  model_.evaluate();
}

void DmaBench::stall_offers() {
  if (ports_.memory_request.get() != 0 && !offered_) {
    const std::uint64_t bytes = ports_.memory_bytes.get();
    const bool is_write = ports_.memory_write.get() != 0;
    offered_ = true;
    present_ = memory_->submit({ports_.memory_address.get(), static_cast<std::uint32_t>(bytes), is_write}, cycle_);
    data_left_ = is_write ? transfer_->burst.beats() : 0;
    if (is_write) next_data_ = cycle_ + memory_->data_stall(write_beats_);
  }
  ports_.memory_ready.set(offered_ && present_.issued == cycle_ ? 1 : 0);
  ports_.memory_data_ready.set(data_left_ > 0 && next_data_ == cycle_ ? 1 : 0);
  evaluate();
}

void DmaBench::check_offers() {
  expect((ports_.busy.get() != 0) == transfer_.has_value(), "busy from the grant to the release");
  if (transfer_) expect(ports_.context.get() == transfer_->burst.step->job.unit, "the context of the transfer");
  const bool request = ports_.memory_request.get() != 0, data = ports_.memory_data_valid.get() != 0;
  expect(!waits_ || request, "an offer stays");
  expect(transfer_ || (!request && !data), "nothing to offer");
  if (!transfer_) return;
  const DmaBurst& burst = transfer_->burst;
  const bool is_write = burst.step->job.is_store();
  expect(!request || (!transfer_->address_taken && unanswered_ < dma_memory().outstanding), "one burst too many");
  expect(!request || (ports_.memory_address.get() == burst.address && ports_.memory_bytes.get() == burst.bytes &&
                      (ports_.memory_write.get() != 0) == is_write),
         "another burst");
  if (!data) return;
  expect(is_write && transfer_->sent < burst.beats() && (request || transfer_->address_taken), "data of no burst");
  const std::uint64_t base = (burst.address / kBeat + transfer_->sent) * kBeat;
  for (std::uint64_t lane = 0; lane < kBeat; ++lane) {
    const bool inside = base + lane >= burst.address && base + lane < burst.address + burst.bytes;
    const DmaJob& job = burst.step->job;
    const bool written = inside && !job.is_padding(burst.offset + base + lane - burst.address);
    expect(((ports_.memory_strobe.get() >> lane & 1) != 0) == written, "strobes of the burst's bytes");
    if (!written) continue;
    // A linear transfer without gaps is one row.
    const std::uint32_t from = job.buffer_address(burst.row, burst.offset + base + lane - burst.address);
    expect(ports_.memory_data.bytes()[lane] == buffer_byte(from), "the buffer's byte");
  }
  expect((ports_.memory_data_last.get() != 0) == (transfer_->sent + 1 == burst.beats()), "the burst's last beat");
}

void DmaBench::check_beat() {
  std::uint64_t space = 0, enable = 0;
  bool fetched = false;
  if (beat_) {
    Read& read = reads_.front();
    const DmaBurst& burst = read.burst;
    const DmaJob& job = burst.step->job;
    const std::uint64_t base = (burst.address / kBeat + read.beats) * kBeat, from = std::max(base, burst.address);
    const std::uint64_t take = std::min(base + kBeat, burst.address + burst.bytes) - from;
    const std::uint64_t offset = burst.offset + from - burst.address;
    const bool blocks = job.unit != 0 && job.layout == program::Layout::row_panels, last = burst.last && beat_last_;
    fetched = job.unit == 0;
    if (!blocks)
      for (std::uint64_t i = 0; i < take; ++i)
        expect(ports_.load_data.bytes()[i] == dram_byte(from + i), "the memory's byte");
    if (fetched)
      expect(ports_.fetch_offset.get() == offset && ports_.fetch_take.get() == take &&
                 (ports_.fetch_last.get() != 0) == last,
             "the place of a fetched beat");
    if (!fetched && !blocks) {
      space = static_cast<std::uint64_t>(job.space);
      for (std::uint64_t i = 0; i < take; ++i)
        if (!job.is_padding(offset + i)) enable |= std::uint64_t{1} << i;
      for (std::uint64_t i = 0; i < take; ++i)
        expect(ports_.load_address.bits(i * 32, 32) == job.buffer_address(burst.row, offset + i),
               "the byte's buffer address");
    }
  }
  expect(ports_.load_space.get() == space && ports_.load_enable.get() == enable, "bytes of the beat to write, or none");
  expect((ports_.fetch_beat.get() != 0) == fetched, "a fetched beat, or none");
}

void DmaBench::check_columns() {
  for (std::uint32_t load = 0; load < 3; ++load) {
    std::deque<Block>& blocks = blocks_[load + 1];
    std::uint64_t space = 0, strobe = 0;
    if (!blocks.empty()) {
      Block& it = blocks.front();
      const DmaJob& job = it.step->job;
      const std::uint64_t e = job.element_bytes;
      space = static_cast<std::uint64_t>(job.space);
      strobe = (std::uint64_t{1} << (it.rows * e)) - 1;
      expect(ports_.column_address.bits(load * 32, 32) == job.buffer_address(it.first_row, it.at),
             "the column's address");
      for (std::uint64_t i = 0; i < it.rows * e; ++i)
        expect(ports_.column_data.bytes()[load * kLanes * 2 + i] ==
                   dram_byte(job.dram + (it.first_row + i / e) * job.pitch + it.at + i % e),
               "the column's byte");
      it.at += e;
      it.bytes -= e;
      if (it.bytes == 0) {
        if (it.last) end(it.step);
        blocks.pop_front();
      }
    }
    expect(ports_.column_space.bits(load * 8, 8) == space && ports_.column_strobe.bits(load * 8, 8) == strobe,
           "a column to write, or none");
  }
  if (!beat_) return;
  // A block that is whole is written from the next cycle on.
  Read& read = reads_.front();
  const DmaBurst burst = read.burst;
  const DmaJob& job = burst.step->job;
  ++read.beats;
  if (!beat_last_) return;
  reads_.pop_front();
  --unanswered_;
  if (job.unit == 0) {
    if (burst.last) end(burst.step);
  } else if (job.layout == program::Layout::row_panels && burst.block_last) {
    const std::uint64_t at = burst.offset / kBeat * kBeat, first = burst.row / job.lanes * job.lanes;
    blocks_[job.unit].push_back({burst.step, first, burst.row - first + 1, at,
                                 std::min(kBeat, std::uint64_t{job.columns} * job.element_bytes - at), burst.last});
  } else if (job.layout != program::Layout::row_panels && burst.last) {
    end(burst.step);
  }
}

void DmaBench::end(const StepRef& step) {
  step->ended = true;
  if (ordered_) expect(step->timing.completion == cycle_, "complete when the page says");
}

void DmaBench::check_finishes() {
  if (answer_) {
    const StepRef step = writes_.front();
    writes_.pop_front();
    --answerable_;
    --unanswered_;
    if (step) end(step);
  }
  std::uint64_t finished = 0;
  for (std::uint32_t unit = 0; unit < kChannels; ++unit) {
    if (steps_[unit].empty() || !steps_[unit].front()->ended) continue;
    steps_[unit].pop_front();
    if (unit > 0) finished |= std::uint64_t{1} << (unit - 1);
  }
  expect(ports_.finish.get() == finished, "steps of a channel finish in order, one a cycle");
  if (finished > 8) ++finishes_at_once;
}

void DmaBench::take_offers() {
  std::uint64_t released = 0;
  const bool request = ports_.memory_request.get() != 0, taken = request && ports_.memory_ready.get() != 0;
  waits_ = request && !taken;
  if (transfer_) {
    Transfer& it = *transfer_;
    const DmaBurst& burst = it.burst;
    const bool is_write = burst.step->job.is_store();
    if (taken) {
      it.address_taken = true;
      offered_ = false;
      ++unanswered_;
      if (is_write) {
        writes_.push_back(burst.last ? burst.step : nullptr);
        if (ordered_) answers_.push_back({true, present_.last_beat, bus_beats_, 1});
      } else {
        reads_.push_back({burst});
        if (ordered_) answers_.push_back({false, present_.first_beat, bus_beats_, burst.beats()});
      }
      bus_beats_ += burst.beats();
    }
    if (ports_.memory_data_valid.get() != 0 && ports_.memory_data_ready.get() != 0) {
      ++it.sent;
      if (data_left_ > 0) --data_left_;
      next_data_ = cycle_ + 1 + memory_->data_stall(++write_beats_);
    }
    if (it.address_taken && (!is_write || it.sent == burst.beats())) {
      if (is_write) ++answerable_;
      if (burst.last) {
        if (burst.step->job.unit > 0) released = std::uint64_t{1} << (burst.step->job.unit - 1);
        if (ordered_) expect(burst.step->timing.occupancy_end == cycle_, "released when the page says");
        transfer_.reset();
      } else {
        it.burst = it.walk.next();
        it.address_taken = false;
        it.sent = 0;
      }
    }
  }
  expect(ports_.release.get() == released, "released with its last burst");
}

void DmaBench::cycle() {
  drive_answers();
  evaluate();
  if (ordered_) stall_offers();
  expect(ports_.unsupported.get() == 0, "nothing unsupported");
  check_offers();
  check_beat();
  check_columns();
  check_finishes();
  take_offers();
  model_.clock();
  ++cycle_;
  if (!starting_) return;
  steps_[starting_->job.unit].push_back(starting_);
  DmaWalk walk(starting_);
  const DmaBurst first = walk.next();
  transfer_.emplace(Transfer{walk, first});
  set_steps(kChannels, starting_->job);
  ports_.grant.set(0);
  starting_.reset();
}

}  // namespace octet::test
