// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <deque>
#include <string>

#include "hw/cosim/rtl_unit.hpp"
#include "hw/units/gated_steps.hpp"
#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// A unit's gates in the place of the unit, clocked cycle by cycle while they have steps. Their pulses tell the
/// scoreboard when occupancy and steps are over. Operands must have been written, as for the unit. Throws in processes,
/// for the fault latch: `MachineFault` naming the unit when the gates release or finish what they do not have, or when
/// a step takes many times the cycles its page gives it.
class GatedUnit final : public sc_core::sc_module, public StepTarget {
 public:
  SC_HAS_PROCESS(GatedUnit);
  sc_core::sc_export<StepTarget> step_target{"step_target"};
  sc_core::sc_port<StepListener> step_listener{"step_listener"};

  /// `plain` only says how long steps should take.
  GatedUnit(const sc_core::sc_module_name& name, Environment& environment, UnitId unit, StepUnit& plain,
            const rtl::UnitGates& gates);
  /// What the unit's page says; the pulses come when the gates send them.
  StepTiming begin(const GrantedStep& step) override;

  const GatedSteps& steps() const { return steps_; }

 private:
  struct Unfinished {
    GrantedStep granted;
    StepTiming expected;
    Cycle released = 0;  ///< last cycle of the occupancy; 0: not over
  };
  void reach_middle();
  void settle();
  void end_cycle();
  void require_operands(const GrantedStep& step);
  void release(Cycle cycle);
  void finish(Cycle cycle);
  void require_progress(Cycle cycle) const;
  [[noreturn]] void fault(const std::string& what) const;

  Environment& environment_;
  StepUnit& plain_;
  rtl::RtlUnit gates_;
  rtl::UnitPulses pulses_;
  bool started_ = false;  ///< a step in this cycle
  sc_core::sc_event middle_event_{"middle_event"}, settle_event_{"settle_event"}, edge_event_{"edge_event"};
  std::deque<Unfinished> unfinished_;
  GatedSteps steps_;
};

}  // namespace octet::hw
