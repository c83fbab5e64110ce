// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/axi4_rules.hpp"

#include <algorithm>
#include <bit>

#include "models/core/error.hpp"

namespace octet::rtl {
namespace {

constexpr std::uint64_t kIncr = 1, kPage = 4096;

[[noreturn]] void fail(std::uint64_t cycle, const char* channel, const std::string& rule) {
  throw MachineFault("rtl: AXI4 channel " + std::string(channel) + " in cycle " + std::to_string(cycle) + ": " + rule);
}

/// The three channels that the gates drive, in the order of Axi4Rules' arrays.
std::array<const Axi4Channel*, 3> channels(const Axi4Ports& ports) {
  return {&ports.write_address, &ports.write_data, &ports.read_address};
}

}  // namespace

void Axi4Rules::keep(const Axi4Channel& channel, Held& held) {
  held.payload.clear();
  for (const RtlPort& port : channel.payload)
    held.payload.insert(held.payload.end(), port.bytes().begin(), port.bytes().end());
}

void Axi4Rules::check_kept(std::uint64_t cycle, const Axi4Channel& channel, const Held& held, const char* rule) {
  bool same = channel.valid.get() != 0;
  auto before = held.payload.begin();
  for (const RtlPort& port : channel.payload) {
    same = same && std::equal(port.bytes().begin(), port.bytes().end(), before);
    before += static_cast<std::ptrdiff_t>(port.bytes().size());
  }
  if (!same) fail(cycle, channel.name, rule);
}

void Axi4Rules::before_other_ready() {
  for (std::size_t i = 0; i < 3; ++i) {
    offered_[i].waits = channels(ports_)[i]->valid.get() != 0;
    if (offered_[i].waits) keep(*channels(ports_)[i], offered_[i]);
  }
}

void Axi4Rules::check(std::uint64_t cycle) {
  for (std::size_t i = 0; i < 3; ++i) {
    const Axi4Channel& channel = *channels(ports_)[i];
    if (offered_[i].waits) check_kept(cycle, channel, offered_[i], "an offer must not depend on ready");
    if (waiting_[i].waits) check_kept(cycle, channel, waiting_[i], "an offer must stay as it is until it is taken");
    offered_[i].waits = false;
    waiting_[i].waits = channel.valid.get() != 0 && channel.ready.get() == 0;
    if (waiting_[i].waits) keep(channel, waiting_[i]);
  }
  if (ports_.read_address.valid.get() != 0)
    check_address(cycle, "ar", ports_.araddr.get(), ports_.arlen.get(), ports_.arsize.get(), ports_.arburst.get());
  if (ports_.write_address.valid.get() != 0)
    check_address(cycle, "aw", ports_.awaddr.get(), ports_.awlen.get(), ports_.awsize.get(), ports_.awburst.get());
  if (ports_.write_address.valid.get() != 0 && ports_.write_address.ready.get() != 0)
    addresses_.push_back({ports_.awaddr.get() % beat_bytes_, ports_.awlen.get() + 1});
  if (ports_.write_data.valid.get() != 0 && ports_.write_data.ready.get() != 0) take_write_beat(cycle);
  compare_write_bursts(cycle);
}

void Axi4Rules::check_address(std::uint64_t cycle, const char* channel, std::uint64_t address, std::uint64_t length,
                              std::uint64_t size, std::uint64_t burst) const {
  if (burst != kIncr) fail(cycle, channel, "bursts must be INCR");
  if (std::uint64_t{1} << size != beat_bytes_) fail(cycle, channel, "beats must be as wide as the bus");
  const std::uint64_t last = address / beat_bytes_ * beat_bytes_ + (length + 1) * beat_bytes_ - 1;
  if (address / kPage != last / kPage) fail(cycle, channel, "a burst must not cross a multiple of 4096");
}

void Axi4Rules::take_write_beat(std::uint64_t cycle) {
  if (present_.beats == 0) {
    std::uint64_t lane = 0;
    while (lane < beat_bytes_ && ports_.wstrb.bits(lane, 1) == 0) ++lane;
    present_.first_lane = lane;
  }
  ++present_.beats;
  if (ports_.wlast.get() != 0) {
    data_.push_back(present_);
    present_ = {};
  } else if (data_.empty() && !addresses_.empty() && present_.beats == addresses_.front().beats) {
    fail(cycle, "w", "the last beat of a burst must be marked");
  }
}

void Axi4Rules::compare_write_bursts(std::uint64_t cycle) {
  while (!addresses_.empty() && !data_.empty()) {
    if (addresses_.front().beats != data_.front().beats)
      fail(cycle, "w", "only the last beat of a burst must be marked");
    if (data_.front().first_lane < addresses_.front().first_lane)
      fail(cycle, "w", "no strobe may lie before the burst's address");
    addresses_.pop_front();
    data_.pop_front();
  }
}

}  // namespace octet::rtl
