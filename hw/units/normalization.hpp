// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// Normalizes `lanes` rows at a time: one pass for the sums, a square root and a reciprocal, one pass for the result.
class Normalization final : public StepUnit {
 public:
  using StepUnit::StepUnit;

 private:
  StepTiming time_step(const GrantedStep& step) override;
};

}  // namespace octet::hw
