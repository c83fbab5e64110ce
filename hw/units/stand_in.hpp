// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "hw/common/stand_in_steps.hpp"
#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// A module that takes the steps of a unit in its place: its gates. The unit stays, without steps, and says how long
/// they should take.
class StandIn : public sc_core::sc_module, public StepTarget {
 public:
  sc_core::sc_export<StepTarget> step_target{"step_target"};
  sc_core::sc_port<StepListener> step_listener{"step_listener"};

  explicit StandIn(const sc_core::sc_module_name& name) : sc_core::sc_module(name) { step_target.bind(*this); }
  /// How the steps of the run went.
  virtual const StandInSteps& steps() const = 0;
};

/// Makes the module for a unit of one run; `plain` is that unit.
using MakeStandIn =
    std::function<std::unique_ptr<StandIn>(const char* name, Environment& environment, StepUnit& plain)>;

}  // namespace octet::hw
