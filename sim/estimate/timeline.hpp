// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "hw/common/unit_id.hpp"
#include "sim/estimate/bank_ports.hpp"
#include "sim/estimate/command_supply.hpp"
#include "sim/estimate/context_state.hpp"
#include "sim/estimate/meetings.hpp"
#include "sim/estimate/steady_state.hpp"
#include "sim/estimate/transfer_port.hpp"

namespace octet::sim::estimation {

/// When one command ran: cycles [start, end) as layers count them, and the cycles it occupied its unit.
struct CommandSpan {
  Cycle start = 0, end = 0, busy = 0;
  std::uint64_t rows_opened = 0;  ///< its fetch included; 0 where the memory has a closed form
};

/// The recurrence over steps: grants in order of time by the rules of docs/machine.md, "Life of a step". Loops that
/// have become steady are not walked to their end: the clock is set forward by as many repetitions as still follow.
class Timeline {
 public:
  Timeline(const program::Program& program, const arch::Architecture& architecture, bool skip_repetitions);

  /// Walks the whole program and returns its cycles. Throws `MachineFault` when nothing can happen any more.
  Cycle run();
  const std::vector<CommandSpan>& commands() const { return spans_; }
  Cycle fetch_busy() const { return fetch_busy_; }
  /// Steps walked, of all contexts.
  std::uint64_t steps_walked() const { return steps_walked_; }

 private:
  static hw::UnitId unit(std::size_t context) { return hw::unit_of(static_cast<program::Context>(context)); }
  bool& unit_held(std::size_t context) { return unit_held_[static_cast<std::size_t>(unit(context))]; }

  void advance_context(std::size_t index);
  void present(std::size_t index);
  bool may_start(std::size_t index);
  bool finds_banks_free(std::size_t index);
  void walk();
  void grant_fetch();
  void grant(std::size_t index);
  StepEnd time_step(std::size_t index);

  // timeline_skip.cpp: loops that have become steady.
  /// The step just granted starts an iteration of a long outer loop; is one of a long inner loop.
  bool worth_skipping(std::size_t index) const;
  bool worth_skipping_inside(std::size_t index) const;
  Progress progress();
  std::uint64_t fingerprint() const;
  void look_for_repetition(std::size_t index);
  /// How often `repetition` follows, at most `most`, as banks and bursts go.
  std::uint64_t times_more(const Repetition& repetition, std::uint64_t most);
  /// Skips the repetition that ends now and leads furthest; false if there is none.
  bool skip_longest(History& history, const Progress& here);
  void skip(const Repetition& repetition, std::uint64_t times);

  const program::Program& program_;
  const arch::Architecture& architecture_;
  TransferPort port_;
  const bool skip_repetitions_;
  BankPorts banks_;
  CommandSupply supply_;
  Contexts contexts_;
  std::array<Cycle, kContexts> due_{}, busy_{};
  Tokens tokens_{};
  std::set<std::pair<std::size_t, std::size_t>> token_pairs_;  ///< (producer, consumer) of the program's tokens
  std::array<bool, hw::kUnitCount> unit_held_{};
  std::array<Cycle, hw::kUnitCount> last_finish_{};
  std::array<hw::Transposer, kContexts> transposers_{};
  unsigned under_way_ = 0;  ///< contexts with unfinished steps, one bit each
  Meetings meetings_;
  bool port_held_ = false;
  Cycle drain_end_ = 0;  ///< of the matmul unit
  Cycle now_ = 0;        ///< machine time: without skipped cycles
  Cycle skipped_ = 0;
  std::size_t looks_ = kContexts;  ///< context whose step was granted in this cycle and may complete a repetition
  std::array<History, kContexts> outer_, inner_;
  std::vector<CommandSpan> spans_;
  Cycle fetch_busy_ = 0;
  std::uint64_t steps_walked_ = 0;
};

}  // namespace octet::sim::estimation
