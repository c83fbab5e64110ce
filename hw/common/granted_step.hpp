// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <string>

#include "hw/common/clock.hpp"
#include "models/program/step.hpp"

namespace octet::hw {

/// A command on its way through the machine; lives until the run is over.
struct IssuedCommand {
  program::Command command;
  std::uint64_t index = 0;  ///< in the program
};

/// A step that got its tokens, unit, port and banks in cycle `granted`.
struct GrantedStep {
  const IssuedCommand* issued = nullptr;
  program::Step step;
  Cycle granted = 0;

  const program::Command& command() const { return issued->command; }
};

/// Last cycles of a step (docs/machine.md, "Life of a step"): granted + B_o and granted + B.
struct StepTiming {
  Cycle occupancy_end = 0;
  Cycle finish = 0;
};

/// `command 12 (load_a)`, for faults.
inline std::string describe(const IssuedCommand& issued) {
  return "command " + std::to_string(issued.index) + " (" + program::name(issued.command.context) + ", " +
         program::name(issued.command.opcode) + ")";
}

/// The side of a unit that takes steps.
class StepTarget : public virtual sc_core::sc_interface {
 public:
  /// Called in the middle of the granting cycle; the unit tells its listener when occupancy and step are over.
  virtual StepTiming begin(const GrantedStep& step) = 0;
};

/// Hears from units, at the rising edge after the cycle in question.
class StepListener : public virtual sc_core::sc_interface {
 public:
  virtual void occupancy_over(program::Context context) = 0;
  /// Steps of a context finish in order; results are written already.
  virtual void step_over(program::Context context) = 0;
};

}  // namespace octet::hw
