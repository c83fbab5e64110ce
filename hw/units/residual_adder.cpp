// SPDX-License-Identifier: Apache-2.0
#include "hw/units/residual_adder.hpp"

namespace octet::hw {

Cycle ResidualAdder::body_cycles(std::uint64_t rows, std::uint64_t columns, std::uint32_t lanes) {
  const std::uint64_t groups = (rows + lanes - 1) / lanes;
  return columns * groups + 4;
}

StepTiming ResidualAdder::time_step(const GrantedStep& step) {
  const Cycle end = step.granted + body_cycles(step.step.rows, step.step.columns, architecture().lanes.residual_adder);
  return {end, end};
}

}  // namespace octet::hw
