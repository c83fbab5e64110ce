// SPDX-License-Identifier: Apache-2.0
#include "hw/core/sequencer.hpp"

#include <limits>

#include "hw/common/unit_id.hpp"

namespace octet::hw {

Sequencer::Sequencer(const sc_core::sc_module_name& name, Environment& environment, program::Context context)
    : sc_core::sc_module(name),
      environment_(environment),
      context_(context),
      in_flight_limit_(uses_memory_port(context) ? environment.architecture.dma_in_flight
                                                 : std::numeric_limits<std::uint32_t>::max()) {
  request_source.bind(*this);
  SC_METHOD(load_command);
  dont_initialize();
  sensitive << load_event_;
}

void Sequencer::push(const IssuedCommand& issued) {
  queue_.push_back(&issued);
  await_load();
}

void Sequencer::await_load() {
  // Notifying twice for the same edge is one event.
  if (current_ == nullptr && !queue_.empty())
    load_event_.notify(environment_.clock.until_edge(environment_.clock.now() + 1));
}

void Sequencer::load_command() {
  environment_.faults.guard([this] {
    // A command pushed at the very edge of a load, but before it ran, has asked for another load a cycle later.
    if (current_ != nullptr) return;
    current_ = queue_.front();
    queue_.pop_front();
    steps_ = program::step_count(current_->command);
    next_ = 0;
    room_listener->queue_has_room();
    present_next();
  });
}

void Sequencer::present_next() {
  withheld_ = unfinished_ >= in_flight_limit_;
  if (withheld_) return request_target->withhold(context_);
  const program::Command& command = current_->command;
  request_.issued = current_;
  request_.index = next_;
  request_.step = program::step_at(command, next_);
  request_.wait_count = 0;
  for (const program::Token& token : command.waits)
    if (program::waits_at(command, token, next_)) request_.waits[request_.wait_count++] = token.context;
  request_target->present(context_, request_);
}

void Sequencer::granted() {
  ++next_;
  ++unfinished_;
}

void Sequencer::occupancy_over() {
  if (next_ < steps_) return present_next();
  current_ = nullptr;
  await_load();
}

void Sequencer::step_over() {
  --unfinished_;
  if (withheld_) present_next();
}

}  // namespace octet::hw
