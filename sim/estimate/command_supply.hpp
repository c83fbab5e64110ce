// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>

#include "hw/memory/transfer.hpp"
#include "sim/estimate/context_state.hpp"

namespace octet::sim::estimation {

/// The controller: fetches commands in order, dispatches one a cycle to its context's queue (docs/machine.md,
/// "Controller"). Holds cycles and counts only; the commands themselves are known from the start.
class CommandSupply {
 public:
  CommandSupply(const program::Program& program, const arch::Architecture& architecture);

  /// Whether the fetch context requests the memory port.
  bool requests() const { return requests_; }
  /// The next command to fetch, and its transfer.
  std::uint64_t fetches() const { return fetched_; }
  hw::Transfer transfer() const;
  /// A fetch granted.
  void begin(StepEnd end);
  Cycle due() const;
  /// Whether the fetch's occupancy is over in `now`: the port is free.
  bool ends_fetch(Cycle now) const { return free_at_ == now; }
  /// Events of cycle `now`; a delivered command is in its context's queue.
  void advance(Cycle now, std::array<ContextState, kContexts>& contexts);
  /// In the middle of the cycle: starts the dispatch of the next command if there is room.
  void dispatch(Cycle now, const std::array<ContextState, kContexts>& contexts);
  bool all_dispatched() const { return dispatched_ == program_.commands.size(); }
  void describe(Fingerprint& print) const;

 private:
  void request();
  std::size_t context_of(std::uint64_t index) const {
    return static_cast<std::size_t>(program_.commands[index].context);
  }

  const program::Program& program_;
  std::uint32_t queue_depth_, fetch_depth_;
  bool requests_ = false, fetching_ = false;
  std::uint64_t fetched_ = 0, received_ = 0, dispatched_ = 0;
  Cycle free_at_ = kNever, deliver_at_ = kNever;
  std::deque<Cycle> arrivals_;  ///< first cycle in which each command in flight can be dispatched
};

}  // namespace octet::sim::estimation
