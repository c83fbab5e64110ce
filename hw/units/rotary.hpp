// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// Rotary position embedding, a pair of columns of `lanes` rows in two cycles. A machine may lack it.
class Rotary final : public StepUnit {
 public:
  using StepUnit::StepUnit;

 private:
  StepTiming time_step(const GrantedStep& step) override;
};

}  // namespace octet::hw
