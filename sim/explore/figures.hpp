// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"
#include "sim/explore/metrics.hpp"
#include "sim/tech/technology.hpp"

namespace octet::explore {

/// What a run's counters, its machine and a technology table say about a point: every metric but accuracy. Throws
/// UserError naming a row that the table lacks.
Metrics figures(const arch::Architecture& architecture, const hw::Counters& counters, Cycles cycles,
                const tech::Technology& technology);

}  // namespace octet::explore
