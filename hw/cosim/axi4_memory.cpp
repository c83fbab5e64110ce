// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/axi4_memory.hpp"

#include <algorithm>

#include "models/core/error.hpp"

namespace octet::rtl {

Axi4Memory::Axi4Memory(const arch::Memory& memory, execute::ByteMemory& dram, const RtlModel& model,
                       std::uint64_t stall_seed)
    : beat_bytes_(memory.beat_bytes),
      dram_(dram),
      ports_(model, memory.beat_bytes),
      rules_(ports_, memory.beat_bytes),
      timing_(memory.make(stall_seed)) {
  timing_->reset();
}

void Axi4Memory::drive(std::uint64_t cycle) {
  for (const Axi4Channel* channel : {&ports_.write_address, &ports_.write_data, &ports_.read_address})
    channel->ready.set(1);
  ports_.rvalid.set(0);
  ports_.bvalid.set(0);
  answering_ = !answers_.empty() && answers_.front().next_beat == cycle;
  if (!answering_) return;
  const Taken& burst = answers_.front();
  const std::uint64_t response = burst.inside ? kAxi4Okay : kAxi4DecodeError;
  if (burst.is_write) {
    ports_.bvalid.set(1);
    ports_.bresp.set(response);
    return;
  }
  ports_.rvalid.set(1);
  ports_.rresp.set(response);
  ports_.rlast.set(burst.beats == 1 ? 1 : 0);
  // Lanes outside the burst carry noise: nobody may look at them.
  const std::span<std::uint8_t> lanes = ports_.rdata.bytes().first(beat_bytes_);
  std::fill(lanes.begin(), lanes.end(), std::uint8_t{0xA5});
  const std::uint64_t base = burst.place / beat_bytes_ * beat_bytes_;
  const std::uint64_t to = std::min(base + beat_bytes_, burst.end);
  if (burst.inside) dram_.read(burst.place, lanes.subspan(burst.place - base, to - burst.place));
}

bool Axi4Memory::refuses(std::uint64_t cycle) {
  const bool reads = ports_.read_address.valid.get() != 0, writes = ports_.write_address.valid.get() != 0;
  if (reads && writes) throw MachineFault("rtl: a read and a write burst are offered in one cycle");
  if (!offered_ && (reads || writes)) offer(cycle);
  const bool takes_address = !offered_ || present_.issued == cycle;
  const bool takes_data = data_left_ > 0 && next_data_ == cycle;
  const bool refused = !takes_address || (ports_.write_data.valid.get() != 0 && !takes_data);
  if (!refused) return false;
  rules_.before_other_ready();
  ports_.read_address.ready.set(takes_address ? 1 : 0);
  ports_.write_address.ready.set(takes_address ? 1 : 0);
  ports_.write_data.ready.set(takes_data ? 1 : 0);
  return true;
}

void Axi4Memory::offer(std::uint64_t cycle) {
  offered_ = true;
  const bool is_write = ports_.write_address.valid.get() != 0;
  const std::uint64_t address = (is_write ? ports_.awaddr : ports_.araddr).get();
  present_beats_ = (is_write ? ports_.awlen : ports_.arlen).get() + 1;
  const std::uint64_t bytes = present_beats_ * beat_bytes_ - address % beat_bytes_;
  present_ = timing_->submit({address, static_cast<std::uint32_t>(bytes), is_write}, cycle);
  rows_opened_ += present_.rows_opened;
  if (!is_write) return;
  data_left_ = present_beats_;
  next_data_ = cycle + timing_->data_stall(write_beats_);
}

void Axi4Memory::sample(std::uint64_t cycle) {
  rules_.check(cycle);
  if (answering_) {
    Taken& burst = answers_.front();
    if ((burst.is_write ? ports_.bready : ports_.rready).get() == 0)
      throw MachineFault("rtl: an answer of the memory is not taken in its cycle " + std::to_string(cycle));
    burst.place = burst.place / beat_bytes_ * beat_bytes_ + beat_bytes_;
    burst.next_beat = cycle + 1 + timing_->bus_gap(++burst.bus_beat);
    if (--burst.beats == 0) answers_.pop_front();
  }
  if (ports_.read_address.valid.get() != 0 && ports_.read_address.ready.get() != 0) take_address(false);
  if (ports_.write_address.valid.get() != 0 && ports_.write_address.ready.get() != 0) take_address(true);
  if (ports_.write_data.valid.get() != 0 && ports_.write_data.ready.get() != 0) take_write_beat(cycle);
}

void Axi4Memory::take_address(bool is_write) {
  offered_ = false;
  const std::uint64_t address = (is_write ? ports_.awaddr : ports_.araddr).get();
  const std::uint64_t wanted = is_write ? present_beats_ * beat_bytes_ - address % beat_bytes_ : ports_.aruser.get();
  Taken taken{present_.first_beat, bus_beats_, present_beats_, address, address + wanted, is_write, false};
  taken.inside = taken.end <= dram_.bytes();
  bus_beats_ += present_beats_;
  if (!is_write) {
    bytes_read_ += wanted;
    answers_.push_back(taken);
    return;
  }
  // Strobes say which bytes: a beat at the end of the memory may reach beyond it.
  taken.inside = address < dram_.bytes();
  writes_.push_back(taken);
  taken.next_beat = present_.last_beat;
  taken.beats = 1;
  answers_.push_back(taken);
  write_beats();
}

void Axi4Memory::take_write_beat(std::uint64_t cycle) {
  WriteBeat beat{{ports_.wdata.bytes().begin(), ports_.wdata.bytes().end()}, {}, ports_.wlast.get() != 0};
  for (std::uint32_t lane = 0; lane < beat_bytes_; ++lane)
    beat.strobes.push_back(static_cast<std::uint8_t>(ports_.wstrb.bits(lane, 1)));
  beats_.push_back(std::move(beat));
  if (data_left_ > 0) --data_left_;
  next_data_ = cycle + 1 + timing_->data_stall(++write_beats_);
  write_beats();
}

void Axi4Memory::write_beats() {
  while (!writes_.empty() && !beats_.empty()) {
    Taken& burst = writes_.front();
    const WriteBeat& beat = beats_.front();
    const std::uint64_t base = burst.place / beat_bytes_ * beat_bytes_;
    for (std::uint32_t lane = 0; lane < beat_bytes_; ++lane) {
      if (beat.strobes[lane] == 0) continue;
      ++bytes_written_;
      if (burst.inside) dram_.write(base + lane, {&beat.data[lane], 1});
    }
    burst.place = base + beat_bytes_;
    if (beat.last) writes_.pop_front();
    beats_.pop_front();
  }
}

}  // namespace octet::rtl
