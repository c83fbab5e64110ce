// SPDX-License-Identifier: Apache-2.0
#include "hw/units/normalization.hpp"

namespace octet::hw {

Cycle Normalization::body_cycles(std::uint64_t rows, std::uint64_t columns, std::uint32_t lanes) {
  const std::uint64_t groups = (rows + lanes - 1) / lanes;
  return groups * (2 * columns + 48) + 12;
}

StepTiming Normalization::time_step(const GrantedStep& step) {
  const Cycle end = step.granted + body_cycles(step.step.rows, step.step.columns, architecture().lanes.normalization);
  return {end, end};
}

}  // namespace octet::hw
