// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <deque>
#include <map>
#include <string>

#include "hw/cosim/rtl_unit.hpp"
#include "hw/units/stand_in.hpp"

namespace octet::rtl {

/// A unit's gates in the place of the unit, clocked cycle by cycle while they have steps. Their pulses tell the
/// scoreboard when occupancy and steps are over. Operands must have been written, as for the unit. Throws in processes,
/// for the fault latch: `MachineFault` naming the unit when the gates release or finish what they do not have, or when
/// a step takes many times the cycles its page gives it.
class GatedUnit final : public hw::StandIn {
 public:
  SC_HAS_PROCESS(GatedUnit);

  /// `plain` only says how long steps should take.
  GatedUnit(const sc_core::sc_module_name& name, hw::Environment& environment, hw::UnitId unit, hw::StepUnit& plain,
            const UnitGates& gates);
  /// What the unit's page says; the pulses come when the gates send them.
  hw::StepTiming begin(const hw::GrantedStep& step) override;

  const hw::StandInSteps& steps() const override { return steps_; }

 private:
  struct Unfinished {
    hw::GrantedStep granted;
    hw::StepTiming expected;
    hw::Cycle released = 0;  ///< last cycle of the occupancy; 0: not over
  };
  void reach_middle();
  void settle();
  void end_cycle();
  void require_operands(const hw::GrantedStep& step);
  void release(hw::Cycle cycle);
  void finish(hw::Cycle cycle);
  void require_progress(hw::Cycle cycle) const;
  [[noreturn]] void fault(const std::string& what) const;

  hw::Environment& environment_;
  hw::StepUnit& plain_;
  RtlUnit gates_;
  UnitPulses pulses_;
  bool started_ = false;  ///< a step in this cycle
  sc_core::sc_event middle_event_{"middle_event"}, settle_event_{"settle_event"}, edge_event_{"edge_event"};
  std::deque<Unfinished> unfinished_;
  hw::StandInSteps steps_;
};

/// Makers of these gates, for `hw::PlatformOptions::stand_ins`.
std::map<hw::UnitId, hw::MakeStandIn> stand_ins(const std::map<hw::UnitId, UnitGates>& gates);

}  // namespace octet::rtl
