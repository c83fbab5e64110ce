// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/random_axi4_slave.hpp"

#include <algorithm>
#include <utility>

namespace octet::test {

void RandomAxi4Slave::change_habits() {
  habit_ = static_cast<Habit>(random_.between(0, 2));
  // Who waits for a younger burst goes on waiting: a master that stands still does so for good.
  if (!binds_read() && !binds_write()) order_ = static_cast<Order>(random_.between(0, 2));
  for (std::size_t& it : most_) it = static_cast<std::size_t>(random_.between(0, 1) == 0 ? 64 : random_.between(1, 3));
  for (std::int64_t& it : eagerness_) it = random_.between(0, 2) == 0 ? 8 : random_.between(1, 8);
}

bool RandomAxi4Slave::binds_read() const {
  if (order_ != Order::writes_first || reads_.empty()) return false;
  const std::uint64_t number = reads_.front().number;
  return (!writes_.empty() && writes_.back().number > number) || (!done_.empty() && done_.back() > number);
}

bool RandomAxi4Slave::binds_write() const {
  return order_ == Order::reads_first && !done_.empty() && !reads_.empty() && reads_.back().number > done_.front();
}

void RandomAxi4Slave::drive() {
  if (cycle_++ % 256 == 0) change_habits();
  // An address may wait for its data, or data for their address, but never both.
  const bool address = (habit_ != Habit::data_first || whole_bursts_ > 0) && writes_.size() + done_.size() < most_[1];
  const bool data = habit_ != Habit::address_first || !writes_.empty();
  ports_.write_address.ready.set(address && chance(0) ? 1 : 0);
  ports_.write_data.ready.set(data && chance(1) ? 1 : 0);
  ports_.read_address.ready.set(reads_.size() < most_[0] && chance(2) ? 1 : 0);
  // An answer stays until it is taken.
  if (!answers_read_ && !reads_.empty() && !binds_read() && chance(3)) answers_read_ = true;
  if (!answers_write_ && !done_.empty() && !binds_write() && chance(4)) answers_write_ = true;
  bound_read_ = bound_read_ || binds_read();
  bound_write_ = bound_write_ || binds_write();
  ports_.bvalid.set(answers_write_ ? 1 : 0);
  ports_.rvalid.set(answers_read_ ? 1 : 0);
  if (answers_read_) drive_read();
}

void RandomAxi4Slave::drive_read() {
  const Burst& burst = reads_.front();
  const std::uint64_t base = burst.address / beat_bytes_ * beat_bytes_;
  for (std::uint32_t lane = 0; lane < beat_bytes_; ++lane) ports_.rdata.bytes()[lane] = memory_.at(base + lane);
  ports_.rlast.set(burst.beats == 1 ? 1 : 0);
}

void RandomAxi4Slave::sample() {
  const auto waits = [](const rtl::Axi4Channel& it) { return it.valid.get() != 0 && it.ready.get() == 0; };
  const auto taken = [](const rtl::Axi4Channel& it) { return it.valid.get() != 0 && it.ready.get() != 0; };
  waited[0] += waits(ports_.write_address) ? 1 : 0;
  waited[1] += waits(ports_.write_data) ? 1 : 0;
  waited[2] += waits(ports_.read_address) ? 1 : 0;
  waited[3] += answers_read_ && ports_.rready.get() == 0 ? 1 : 0;
  waited[4] += answers_write_ && ports_.bready.get() == 0 ? 1 : 0;
  for (const rtl::Axi4Channel* it : {&ports_.write_address, &ports_.write_data, &ports_.read_address})
    if (taken(*it)) moved_ = cycle_;
  if (answers_read_ && ports_.rready.get() != 0) {
    answers_read_ = false;
    moved_ = cycle_;
    reads_bound += std::exchange(bound_read_, false) ? 1 : 0;
    Burst& burst = reads_.front();
    burst.address = burst.address / beat_bytes_ * beat_bytes_ + beat_bytes_;
    if (--burst.beats == 0) {
      const bool older_write = (!done_.empty() && done_.front() < burst.number) ||
                               (done_.empty() && !writes_.empty() && writes_.front().number < burst.number);
      read_overtakes += older_write ? 1 : 0;
      reads_.pop_front();
    }
  }
  if (answers_write_ && ports_.bready.get() != 0) {
    answers_write_ = false;
    moved_ = cycle_;
    writes_bound += std::exchange(bound_write_, false) ? 1 : 0;
    write_overtakes += !reads_.empty() && reads_.front().number < done_.front() ? 1 : 0;
    done_.pop_front();
  }
  if (taken(ports_.read_address)) reads_.push_back({number_++, ports_.araddr.get(), ports_.arlen.get() + 1});
  if (taken(ports_.write_address)) {
    if (whole_bursts_ > 0) ++data_first;
    writes_.push_back({number_++, ports_.awaddr.get(), ports_.awlen.get() + 1});
  }
  if (taken(ports_.write_data)) {
    Beat beat{{ports_.wdata.bytes().begin(), ports_.wdata.bytes().end()}, ports_.wstrb.get(), ports_.wlast.get() != 0};
    whole_bursts_ += beat.last ? 1 : 0;
    beats_.push_back(std::move(beat));
  }
  write();
}

void RandomAxi4Slave::write() {
  while (!writes_.empty() && !beats_.empty()) {
    Burst& burst = writes_.front();
    const Beat& beat = beats_.front();
    const std::uint64_t base = burst.address / beat_bytes_ * beat_bytes_;
    for (std::uint32_t lane = 0; lane < beat_bytes_; ++lane)
      if ((beat.strobes >> lane & 1) != 0) memory_.at(base + lane) = beat.data[lane];
    burst.address = base + beat_bytes_;
    if (beat.last) {
      done_.push_back(burst.number);
      writes_.pop_front();
      --whole_bursts_;
    }
    beats_.pop_front();
  }
}

}  // namespace octet::test
