// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// LayerNorm of `lanes` rows at a time: one pass for the sums, a square root and a reciprocal, one pass for the result.
class Normalization final : public StepUnit {
 public:
  using StepUnit::StepUnit;

  /// Body of a step of `rows` x `columns` valid elements: groups * (2 * columns + 48) + 12 cycles, groups = ceil(rows /
  /// lanes).
  static Cycle body_cycles(std::uint64_t rows, std::uint64_t columns, std::uint32_t lanes);

 private:
  StepTiming time_step(const GrantedStep& step) override;
};

}  // namespace octet::hw
