// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// Integer softmax of `lanes` rows at a time: one pass for the maximum, one for exponentials and sum, one reciprocal; a
/// plain softmax, which divides, reads the scores a third time.
class Softmax final : public StepUnit {
 public:
  using StepUnit::StepUnit;

  /// Body of a step of `rows` x `columns` valid elements: groups * (passes * columns + 32) + 8 cycles, groups =
  /// ceil(rows / lanes), passes = 3 for `softmax_plain`, else 2.
  static Cycle body_cycles(program::Opcode opcode, std::uint64_t rows, std::uint64_t columns, std::uint32_t lanes);

 private:
  StepTiming time_step(const GrantedStep& step) override;
};

}  // namespace octet::hw
