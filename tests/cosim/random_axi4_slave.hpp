// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "hw/cosim/axi4_ports.hpp"
#include "tests/support/random_source.hpp"

namespace octet::test {

/// A slave that does whatever AXI4 lets it: stalls all five handshakes, takes write data before their address or the
/// address before any data, answers reads and writes in any order relative to each other, or binds one kind to the
/// other: keeps the answer to a write until the data of every younger read are taken, or the data of a read until the
/// answer to every younger write is; and has room for few bursts. Bytes outside `memory` fault the test. Every few
/// hundred cycles it changes its habits.
class RandomAxi4Slave {
 public:
  RandomAxi4Slave(const rtl::Axi4Ports& ports, std::uint32_t beat_bytes, std::vector<std::uint8_t>& memory,
                  RandomSource& random)
      : ports_(ports), beat_bytes_(beat_bytes), memory_(memory), random_(random) {}

  /// Before a cycle is evaluated: readies and answers.
  void drive();
  /// After it was evaluated: takes what was handed over.
  void sample();

  /// Cycles since anything was handed over.
  std::uint64_t idle() const { return cycle_ - moved_; }

  /// What was met: the tests require all of it.
  std::uint64_t data_first = 0;       ///< writes whose data were all taken before their address
  std::uint64_t write_overtakes = 0;  ///< writes answered before an earlier read
  std::uint64_t read_overtakes = 0;   ///< reads answered before an earlier write
  std::uint64_t writes_bound = 0;     ///< answers to writes kept until a younger read was over
  std::uint64_t reads_bound = 0;      ///< beats of reads kept until a younger write was answered
  std::uint64_t waited[5] = {};       ///< cycles in which an offer waited: AW, W, AR, R, B

 private:
  enum class Habit { any, data_first, address_first };
  enum class Order { free, reads_first, writes_first };
  struct Burst {
    std::uint64_t number, address, beats;
  };
  struct Beat {
    std::vector<std::uint8_t> data;
    std::uint64_t strobes;
    bool last;
  };
  /// Whether an answer is there that waits for a younger burst of the other kind.
  bool binds_read() const;
  bool binds_write() const;
  bool chance(std::size_t channel) { return random_.between(1, 8) <= eagerness_[channel]; }
  void change_habits();
  void drive_read();
  void write();

  const rtl::Axi4Ports& ports_;
  std::uint32_t beat_bytes_;
  std::vector<std::uint8_t>& memory_;
  RandomSource& random_;
  Habit habit_ = Habit::any;
  Order order_ = Order::free;
  std::size_t most_[2] = {64, 64};               ///< unanswered reads and writes that there is room for
  std::int64_t eagerness_[5] = {4, 4, 4, 4, 4};  ///< eighths: AW, W, AR, R, B
  std::uint64_t cycle_ = 0, moved_ = 0, number_ = 0;
  std::deque<Burst> reads_, writes_;  ///< taken addresses; of writes whose data are not all there
  std::deque<std::uint64_t> done_;    ///< numbers of writes to be answered
  std::deque<Beat> beats_;            ///< taken, of writes whose address is not
  std::uint64_t whole_bursts_ = 0;    ///< in beats_
  bool answers_read_ = false, answers_write_ = false, bound_read_ = false, bound_write_ = false;
};

}  // namespace octet::test
