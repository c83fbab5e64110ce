// SPDX-License-Identifier: Apache-2.0
#include "hw/core/controller.hpp"

#include "hw/core/command_check.hpp"
#include "models/core/error.hpp"

namespace octet::hw {

Controller::Controller(const sc_core::sc_module_name& name, Environment& environment, const program::Program& program,
                       const sc_core::sc_vector<Sequencer>& sequencers)
    : sc_core::sc_module(name), environment_(environment), program_(program), fetch_request_() {
  for (const Sequencer& sequencer : sequencers) sequencers_.push_back(const_cast<Sequencer*>(&sequencer));
  commands_.reserve(program.commands.size());
  step_target.bind(*this);
  room_listener.bind(*this);
  dispatch_status.bind(*this);
  SC_METHOD(start);
  SC_METHOD(end_fetch);
  dont_initialize();
  sensitive << fetch_event_;
  SC_METHOD(receive_command);
  dont_initialize();
  sensitive << receive_event_;
  SC_METHOD(dispatch_command);
  dont_initialize();
  sensitive << dispatch_event_;
  SC_METHOD(deliver_command);
  dont_initialize();
  sensitive << deliver_event_;
}

void Controller::start() {
  environment_.faults.guard([this] { request_fetch(); });
}

void Controller::request_fetch() {
  // A slot is taken from the grant of a fetch to the dispatch of its command.
  if (fetching_ || fetched_ == program_.commands.size() ||
      fetched_ - dispatched_ >= environment_.architecture.fetch_depth)
    return;
  fetching_ = true;
  request_target->present(program::Context::fetch, fetch_request_);
}

StepTiming Controller::begin(const GrantedStep& step) {
  const TransferTiming timing =
      memory_.send(fetch_of(program_.program_base + fetched_ * program::Command::kBytes), step.granted);
  ++fetched_;
  MemoryCounters& dram = environment_.counters.memories[static_cast<std::size_t>(program::Space::dram)];
  dram.read += Bytes(program::Command::kBytes);
  arrivals_.push_back(timing.completion);
  fetch_event_.notify(environment_.clock.until_edge(timing.occupancy_end + 1));
  if (arrivals_.size() == 1) receive_event_.notify(environment_.clock.until_edge(timing.completion + 1));
  return {timing.occupancy_end, timing.completion};
}

void Controller::end_fetch() {
  environment_.faults.guard([this] {
    fetching_ = false;
    step_listener->occupancy_over(program::Context::fetch);
    request_fetch();
  });
}

program::Command Controller::read_command(std::uint64_t index) {
  if (!environment_.values) return program_.commands[index];
  const std::uint64_t address = program_.program_base + index * program::Command::kBytes;
  std::array<std::uint8_t, program::Command::kBytes> bytes{};
  memory_.read(address, bytes);
  try {
    return program::decode(bytes);
  } catch (const program::DecodeError& error) {
    throw MachineFault("command " + std::to_string(index) + " at dram address " + std::to_string(address) + ": " +
                       error.what());
  }
}

void Controller::receive_command() {
  environment_.faults.guard([this] {
    const std::uint64_t index = commands_.size();
    commands_.push_back({read_command(index), index});
    check_command(commands_.back(), environment_.geometry);
    arrivals_.pop_front();
    if (!arrivals_.empty()) receive_event_.notify(environment_.clock.until_edge(arrivals_.front() + 1));
    queue_has_room();
  });
}

void Controller::queue_has_room() { dispatch_event_.notify(environment_.clock.until_middle(environment_.clock.now())); }

Sequencer& Controller::sequencer_of(const IssuedCommand& issued) const {
  return *sequencers_[static_cast<std::size_t>(issued.command.context) - 1];
}

void Controller::dispatch_command() {
  environment_.faults.guard([this] {
    if (delivering_ || dispatched_ == commands_.size() || !sequencer_of(commands_[dispatched_]).has_room()) return;
    delivering_ = true;
    deliver_event_.notify(environment_.clock.until_edge(environment_.clock.now() + 1));
  });
}

void Controller::deliver_command() {
  environment_.faults.guard([this] {
    delivering_ = false;
    const IssuedCommand& issued = commands_[dispatched_++];
    ++environment_.counters.commands;
    sequencer_of(issued).push(issued);
    request_fetch();
    queue_has_room();
  });
}

std::string Controller::describe() const {
  if (dispatched_ == commands_.size()) return "";
  const IssuedCommand& issued = commands_[dispatched_];
  return "\n  " + hw::describe(issued) + " waits for room in its context's queue";
}

}  // namespace octet::hw
