// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <array>
#include <deque>
#include <vector>

#include "hw/common/environment.hpp"
#include "hw/core/requests.hpp"
#include "hw/core/sequencer.hpp"
#include "hw/memory/memory_initiator.hpp"
#include "models/program/program.hpp"

namespace octet::hw {

/// Fetches commands in order, decodes them and dispatches one a cycle to its context's queue (docs/machine.md,
/// "Controller").
class Controller final : public sc_core::sc_module, public StepTarget, public RoomListener, public DispatchStatus {
 public:
  SC_HAS_PROCESS(Controller);
  sc_core::sc_export<StepTarget> step_target{"step_target"};
  sc_core::sc_export<RoomListener> room_listener{"room_listener"};
  sc_core::sc_export<DispatchStatus> dispatch_status{"dispatch_status"};
  sc_core::sc_port<RequestTarget> request_target{"request_target"};
  sc_core::sc_port<StepListener> step_listener{"step_listener"};

  /// `sequencers` by context, without fetch: context n is at n - 1.
  Controller(const sc_core::sc_module_name& name, Environment& environment, const program::Program& program,
             const sc_core::sc_vector<Sequencer>& sequencers);
  MemoryInitiator& memory() { return memory_; }

  /// A fetch granted: the request carries no step.
  StepTiming begin(const GrantedStep& step) override;
  void queue_has_room() override;
  bool all_dispatched() const override { return dispatched_ == program_.commands.size(); }
  std::string describe() const override;

 private:
  void start();
  void end_fetch();
  void receive_command();
  void dispatch_command();
  void deliver_command();
  void request_fetch();
  Sequencer& sequencer_of(const IssuedCommand& issued) const;
  program::Command read_command(std::uint64_t index);

  Environment& environment_;
  const program::Program& program_;
  std::vector<Sequencer*> sequencers_;
  MemoryInitiator memory_{"memory"};
  sc_core::sc_event fetch_event_{"fetch_event"}, receive_event_{"receive_event"};
  sc_core::sc_event dispatch_event_{"dispatch_event"}, deliver_event_{"deliver_event"};
  std::vector<IssuedCommand> commands_;  ///< reserved for the whole program: addresses stay
  std::deque<Cycle> arrivals_;           ///< last beat of each fetch in flight
  std::uint64_t fetched_ = 0;            ///< commands whose fetch was granted
  std::uint64_t dispatched_ = 0;         ///< commands in or beyond a queue
  bool fetching_ = false;                ///< a fetch is requested or holds the port
  bool delivering_ = false;
  const StepRequest fetch_request_;
};

}  // namespace octet::hw
