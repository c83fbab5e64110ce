// SPDX-License-Identifier: Apache-2.0
#include "hw/units/activation.hpp"

namespace octet::hw {

Cycle Activation::body_cycles(std::uint64_t rows, std::uint64_t columns, std::uint32_t lanes) {
  const std::uint64_t groups = (rows + lanes - 1) / lanes;
  return columns * groups + 6;
}

StepTiming Activation::time_step(const GrantedStep& step) {
  const Cycle end = step.granted + body_cycles(step.step.rows, step.step.columns, architecture().lanes.activation);
  return {end, end};
}

}  // namespace octet::hw
