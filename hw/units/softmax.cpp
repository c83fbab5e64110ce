// SPDX-License-Identifier: Apache-2.0
#include "hw/units/softmax.hpp"

namespace octet::hw {

StepTiming Softmax::time_step(const GrantedStep& step) { return vector_time(step); }

}  // namespace octet::hw
