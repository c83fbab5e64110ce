// SPDX-License-Identifier: Apache-2.0
#include "hw/core/array_log.hpp"

namespace octet::hw {

void ArrayLog::set(Cycles cycle, ArrayCause cause) {
  if (!changes_.empty() && changes_.back().since == cycle) changes_.pop_back();
  if (changes_.empty() || changes_.back().cause != cause) changes_.push_back({cycle, cause});
}

}  // namespace octet::hw
