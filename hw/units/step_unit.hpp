// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <deque>
#include <vector>

#include "hw/common/environment.hpp"
#include "hw/common/granted_step.hpp"
#include "models/execute/operate.hpp"

namespace octet::hw {

/// What all units do alike: take a granted step, read its operand bytes at the start of the next cycle, tell when
/// occupancy is over, write the results when the step ends. A unit says only how long it takes.
class StepUnit : public sc_core::sc_module, public StepTarget, protected execute::MemoryReader {
 public:
  SC_HAS_PROCESS(StepUnit);
  sc_core::sc_export<StepTarget> step_target{"step_target"};
  sc_core::sc_port<StepListener> step_listener{"step_listener"};

  StepUnit(const sc_core::sc_module_name& name, Environment& environment);
  StepTiming begin(const GrantedStep& step) final;
  /// When the step is over; called once a step, in order of grants, and by `begin`.
  StepTiming expect(const GrantedStep& step);

 protected:
  /// When the step would be over if no other were unfinished.
  virtual StepTiming time_step(const GrantedStep& step) = 0;
  /// The same for a unit with lanes, by its latency in the table of the machine.
  StepTiming vector_time(const GrantedStep& step) const;
  execute::Runs read_strided(program::Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                             std::uint64_t count, RawBytes& room) override;
  std::uint64_t version(program::Space space, std::uint64_t address, std::uint64_t bytes) override;
  virtual void write(const execute::Write& result);
  const arch::Architecture& architecture() const { return environment_.architecture; }
  Environment& environment_;

 private:
  struct Unfinished {
    GrantedStep granted;
    StepTiming timing;
    std::vector<execute::Write> results;
  };
  void read_operands();
  void end_occupancy();
  void end_step();
  void finish_front();
  void await_front();

  sc_core::sc_event start_event_{"start_event"}, occupancy_event_{"occupancy_event"}, finish_event_{"finish_event"};
  std::deque<Unfinished> unfinished_;  ///< finish cycles rise strictly
  Cycle last_finish_ = 0;
};

}  // namespace octet::hw
