// SPDX-License-Identifier: Apache-2.0
#include "hw/units/softmax.hpp"

namespace octet::hw {

Cycle Softmax::body_cycles(program::Opcode opcode, std::uint64_t rows, std::uint64_t columns, std::uint32_t lanes) {
  const std::uint64_t groups = (rows + lanes - 1) / lanes;
  const std::uint64_t passes = opcode == program::Opcode::softmax_plain ? 3 : 2;
  return groups * (passes * columns + 32) + 8;
}

StepTiming Softmax::time_step(const GrantedStep& step) {
  const Cycle end = step.granted +
                    body_cycles(step.command().opcode, step.step.rows, step.step.columns, architecture().lanes.softmax);
  return {end, end};
}

}  // namespace octet::hw
