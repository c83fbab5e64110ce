// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "hw/cosim/axi4_ports.hpp"

namespace octet::rtl {

/// Watches what the gates drive on AXI4 and throws `MachineFault` naming the rule that they break (ARM IHI 0022): an
/// offer is kept unchanged until it is taken and does not depend on `ready`; bursts are INCR, as wide as the bus, and
/// cross no multiple of 4096; the last write beat is marked, and only that; no strobe lies before the burst's address.
class Axi4Rules {
 public:
  Axi4Rules(const Axi4Ports& ports, std::uint32_t beat_bytes) : ports_(ports), beat_bytes_(beat_bytes) {}

  /// After the gates were evaluated with some `ready`, before they are evaluated again with another one.
  void before_other_ready();
  /// After the last evaluation of cycle `cycle`: all rules.
  void check(std::uint64_t cycle);

 private:
  struct Held {
    bool waits = false;  ///< offered and not taken in the cycle before, or before another ready
    std::vector<std::uint8_t> payload;
  };
  /// Of an address, or of data: the first lane of the first beat that may have, or has, a strobe.
  struct WriteBurst {
    std::uint64_t first_lane, beats;
  };
  static void keep(const Axi4Channel& channel, Held& held);
  static void check_kept(std::uint64_t cycle, const Axi4Channel& channel, const Held& held, const char* rule);
  void check_address(std::uint64_t cycle, const char* channel, std::uint64_t address, std::uint64_t length,
                     std::uint64_t size, std::uint64_t burst) const;
  void take_write_beat(std::uint64_t cycle);
  void compare_write_bursts(std::uint64_t cycle);

  const Axi4Ports& ports_;
  std::uint32_t beat_bytes_;
  std::array<Held, 3> waiting_, offered_;    ///< of the cycle before; of this cycle with another ready
  std::deque<WriteBurst> addresses_, data_;  ///< whose data, whose address are not all there
  WriteBurst present_{};                     ///< data taken so far of the present burst
};

}  // namespace octet::rtl
