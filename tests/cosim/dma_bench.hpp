// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "hw/cosim/rtl_model.hpp"
#include "tests/cosim/dma_job.hpp"
#include "tests/cosim/dma_ports.hpp"
#include "tests/support/random_source.hpp"

namespace octet::test {

/// octet_dma alone: what every output has to be in every cycle by docs/machine.md, for any steps, computed from the
/// page's formulas. The memory and the buffers hold bytes that are a function of their address, so every address may be
/// used. An ordered memory answers in the cycles of the model that SystemC drives, and occupancy and completion of
/// every step have to be those of hw::MemoryPort; any other answers reads and writes when it likes, each kind in its
/// order.
class DmaBench {
 public:
  static constexpr std::uint32_t kLanes = 4, kChannels = 5, kInFlight = 2;

  /// Resets the gates. `stall_seed` as in hw::make_memory_model, of an ordered memory.
  DmaBench(rtl::RtlModel& model, RandomSource& random, bool ordered, std::uint64_t stall_seed = 0);

  bool can_start(std::uint32_t unit) const { return !transfer_ && steps_[unit].size() < kInFlight; }
  /// Before cycle(): its grant is this step's.
  void start(const DmaJob& job);
  /// One cycle, with every output checked; fails the test at the first that is wrong.
  void cycle();
  bool over() const;
  /// Whether the gates say in the cycle of its grant that they cannot move this step.
  bool refuses(const DmaJob& job);
  std::uint64_t cycles() const { return cycle_; }

  std::uint64_t finishes_at_once = 0;  ///< cycles in which a load and the store finished

 private:
  using StepRef = std::shared_ptr<DmaStep>;
  /// What holds the port.
  struct Transfer {
    DmaWalk walk;
    DmaBurst burst;
    bool address_taken = false;
    std::uint64_t sent = 0;  ///< write beats
  };
  struct Block {
    StepRef step;
    std::uint64_t first_row, rows, at, bytes;  ///< at: the next column's place in the row
    bool last;
  };
  struct Answer {
    bool is_write;
    std::uint64_t next_beat, bus_beat, beats;
  };
  struct Read {
    DmaBurst burst;
    std::uint64_t beats = 0;  ///< that came
  };

  void expect(bool holds, const char* what) const;
  void set_steps(std::uint32_t unit, const DmaJob& job);
  void drive_answers();
  void drive_beat();
  void evaluate();
  void stall_offers();
  void check_offers();
  void check_beat();
  void check_columns();
  void end(const StepRef& step);
  void check_finishes();
  void take_offers();

  rtl::RtlModel& model_;
  RandomSource& random_;
  bool ordered_;
  hw::MemoryPort port_;
  std::unique_ptr<hw::MemoryModel> memory_;
  std::array<hw::Transposer, kChannels> transposers_;
  std::uint64_t cycle_ = 0;
  StepRef starting_;
  std::optional<Transfer> transfer_;
  std::array<std::deque<StepRef>, kChannels> steps_;  ///< unfinished
  std::array<std::deque<Block>, kChannels> blocks_;   ///< of the transposers, being written
  std::deque<Read> reads_;
  std::deque<StepRef> writes_;  ///< unanswered; a step where the burst is its last
  std::deque<Answer> answers_;  ///< of an ordered memory
  std::uint64_t unanswered_ = 0, answerable_ = 0;
  bool waits_ = false;  ///< an address was offered and not taken
  bool beat_ = false, beat_last_ = false, answer_ = false;
  // The burst that an ordered memory is offered.
  bool offered_ = false;
  hw::BurstTiming present_;
  std::uint64_t next_data_ = 0, data_left_ = 0, write_beats_ = 0, bus_beats_ = 0;
  DmaPorts ports_;
};

}  // namespace octet::test
