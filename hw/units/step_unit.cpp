// SPDX-License-Identifier: Apache-2.0
#include "hw/units/step_unit.hpp"

#include <algorithm>
#include <string>

#include "hw/units/blaming.hpp"
#include "models/core/error.hpp"

namespace octet::hw {

StepUnit::StepUnit(const sc_core::sc_module_name& name, Environment& environment)
    : sc_core::sc_module(name), environment_(environment) {
  step_target.bind(*this);
  SC_METHOD(read_operands);
  dont_initialize();
  sensitive << start_event_;
  SC_METHOD(end_occupancy);
  dont_initialize();
  sensitive << occupancy_event_;
  SC_METHOD(end_step);
  dont_initialize();
  sensitive << finish_event_;
}

StepTiming StepUnit::expect(const GrantedStep& step) {
  StepTiming timing = time_step(step);
  // Never two in one cycle: a later one is delayed to the next.
  timing.finish = std::max(timing.finish, last_finish_ + 1);
  last_finish_ = timing.finish;
  return timing;
}

StepTiming StepUnit::vector_time(const GrantedStep& step) const {
  const program::Opcode opcode = step.command().opcode;
  const std::uint32_t lanes = architecture().lanes.of(machine::row(opcode).unit);
  if (lanes == 0) throw MachineFault(std::string("the machine has no unit for ") + machine::name(opcode));
  const Cycle end = step.granted + machine::body_cycles(opcode, step.step.rows, step.step.columns, lanes);
  return {end, end};
}

StepTiming StepUnit::begin(const GrantedStep& step) {
  const StepTiming timing = expect(step);
  unfinished_.push_back({step, timing, {}});
  if (environment_.values) start_event_.notify(environment_.clock.until_edge(step.granted + 1));
  occupancy_event_.notify(environment_.clock.until_edge(timing.occupancy_end + 1));
  if (unfinished_.size() == 1) await_front();
  return timing;
}

void StepUnit::read_operands() {
  environment_.faults.guard([this] {
    Unfinished& it = unfinished_.back();
    blaming(it.granted, [&] {
      it.results = execute::operate(it.granted.command(), it.granted.step, environment_.geometry, *this);
    });
  });
}

void StepUnit::end_occupancy() {
  environment_.faults.guard([this] {
    const Unfinished& it = unfinished_.back();
    step_listener->occupancy_over(it.granted.command().context);
    // One event serves both ends where they fall together; steps finish in order, so this one is the front.
    if (it.timing.finish == it.timing.occupancy_end) finish_front();
  });
}

void StepUnit::end_step() {
  environment_.faults.guard([this] { finish_front(); });
}

void StepUnit::finish_front() {
  const Unfinished& it = unfinished_.front();
  blaming(it.granted, [&] {
    for (const execute::Write& result : it.results) write(result);
  });
  const program::Context context = it.granted.command().context;
  unfinished_.pop_front();
  step_listener->step_over(context);
  if (!unfinished_.empty()) await_front();
}

void StepUnit::await_front() {
  const StepTiming& timing = unfinished_.front().timing;
  if (timing.finish != timing.occupancy_end) finish_event_.notify(environment_.clock.until_edge(timing.finish + 1));
}

execute::Runs StepUnit::read_strided(program::Space space, std::uint64_t address, std::uint64_t run,
                                     std::uint64_t stride, std::uint64_t count, RawBytes& room) {
  return environment_.buffers.of(space).memory().view_strided(address, run, stride, count, room);
}

std::uint64_t StepUnit::version(program::Space space, std::uint64_t address, std::uint64_t bytes) {
  return environment_.buffers.of(space).memory().version(address, bytes);
}

void StepUnit::write(const execute::Write& result) {
  environment_.buffers.of(result.space)
      .memory()
      .write_strided(result.address, result.run, result.stride, result.count, result.source());
}

}  // namespace octet::hw
