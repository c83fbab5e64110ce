// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// Functions of an element, one column of `lanes` elements a cycle.
class Activation final : public StepUnit {
 public:
  using StepUnit::StepUnit;

 private:
  StepTiming time_step(const GrantedStep& step) override;
};

}  // namespace octet::hw
