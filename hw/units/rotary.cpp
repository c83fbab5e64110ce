// SPDX-License-Identifier: Apache-2.0
#include "hw/units/rotary.hpp"

namespace octet::hw {

StepTiming Rotary::time_step(const GrantedStep& step) { return vector_time(step); }

}  // namespace octet::hw
