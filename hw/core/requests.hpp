// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <array>
#include <string>

#include "hw/common/granted_step.hpp"

namespace octet::hw {

/// The next step of a context and the tokens it needs. Fetch presents one without a command.
struct StepRequest {
  const IssuedCommand* issued = nullptr;
  std::uint64_t index = 0;  ///< of the step in its command
  program::Step step;
  std::array<program::Context, 8> waits{};  ///< one token of each is consumed
  std::size_t wait_count = 0;
};

/// The side of the scoreboard that takes requests; all calls come at a rising edge and count from that cycle on.
class RequestTarget : public virtual sc_core::sc_interface {
 public:
  /// `request` stays as it is until it is granted.
  virtual void present(program::Context context, const StepRequest& request) = 0;
  /// The context has a next step but must not request it while too many are unfinished.
  virtual void withhold(program::Context context) = 0;
};

/// The side of a sequencer that hears what became of its steps.
class RequestSource : public virtual sc_core::sc_interface {
 public:
  virtual void granted() = 0;         ///< in the middle of the granting cycle
  virtual void occupancy_over() = 0;  ///< at a rising edge, as the next
  virtual void step_over() = 0;
  /// No command loaded or queued and no step unfinished.
  virtual bool idle() const = 0;
};

/// Hears that a command left a queue.
class RoomListener : public virtual sc_core::sc_interface {
 public:
  virtual void queue_has_room() = 0;
};

/// Says whether every command has been dispatched, and otherwise what the next one waits for.
class DispatchStatus : public virtual sc_core::sc_interface {
 public:
  virtual bool all_dispatched() const = 0;
  virtual std::string describe() const = 0;
};

}  // namespace octet::hw
