// SPDX-License-Identifier: Apache-2.0
#include "hw/units/normalization.hpp"

namespace octet::hw {

StepTiming Normalization::time_step(const GrantedStep& step) { return vector_time(step); }

}  // namespace octet::hw
