// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// Rescales and adds two operands, one column of `lanes` elements a cycle.
class ResidualAdder final : public StepUnit {
 public:
  using StepUnit::StepUnit;

  /// Body of a step of `rows` x `columns` valid elements: columns * groups + 4 cycles, groups = ceil(rows / lanes).
  static Cycle body_cycles(std::uint64_t rows, std::uint64_t columns, std::uint32_t lanes);

 private:
  StepTiming time_step(const GrantedStep& step) override;
};

}  // namespace octet::hw
