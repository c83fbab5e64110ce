// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"
#include "sim/explore/metrics.hpp"

namespace octet::explore {

/// What a run's counters and its machine say about a point: every metric but accuracy.
Metrics figures(const arch::Architecture& architecture, const hw::Counters& counters, Cycles cycles);

}  // namespace octet::explore
