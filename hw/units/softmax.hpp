// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// Integer softmax of `lanes` rows at a time: one pass for the maximum, one for exponentials and sum, one reciprocal; a
/// plain softmax, which divides, reads the scores a third time.
class Softmax final : public StepUnit {
 public:
  using StepUnit::StepUnit;

 private:
  StepTiming time_step(const GrantedStep& step) override;
};

}  // namespace octet::hw
