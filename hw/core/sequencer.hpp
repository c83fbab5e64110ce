// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <deque>

#include "hw/common/environment.hpp"
#include "hw/core/requests.hpp"

namespace octet::hw {

/// One context: its command queue, the two outer loops of its command, and the tokens of each step. A command at the
/// head of the queue in a cycle without a command is loaded at the end of that cycle and requests in the next.
class Sequencer final : public sc_core::sc_module, public RequestSource {
 public:
  SC_HAS_PROCESS(Sequencer);
  sc_core::sc_export<RequestSource> request_source{"request_source"};
  sc_core::sc_port<RequestTarget> request_target{"request_target"};
  sc_core::sc_port<RoomListener> room_listener{"room_listener"};

  Sequencer(const sc_core::sc_module_name& name, Environment& environment, program::Context context);

  bool has_room() const { return queue_.size() < environment_.architecture.queue_depth; }
  /// At a rising edge: the command is in the queue from this cycle on.
  void push(const IssuedCommand& issued);

  void granted() override;
  void occupancy_over() override;
  void step_over() override;
  bool idle() const override { return current_ == nullptr && queue_.empty() && unfinished_ == 0; }

 private:
  void load_command();
  void await_load();
  void present_next();

  Environment& environment_;
  const program::Context context_;
  const std::uint32_t in_flight_limit_;
  sc_core::sc_event load_event_{"load_event"};
  std::deque<const IssuedCommand*> queue_;
  const IssuedCommand* current_ = nullptr;
  std::uint64_t steps_ = 0;  ///< of the current command
  std::uint64_t next_ = 0;   ///< index of the next step
  std::uint32_t unfinished_ = 0;
  bool withheld_ = false;
  StepRequest request_;
};

}  // namespace octet::hw
