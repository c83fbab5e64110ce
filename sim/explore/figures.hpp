// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"
#include "sim/explore/metrics.hpp"
#include "sim/tech/technology.hpp"

namespace octet::explore {

struct Figures {
  Metrics metrics;                      ///< every one but accuracy
  std::vector<std::string> not_priced;  ///< what area and energy leave out: name and reason
};

/// What a run's counters, its machine and a technology table say about a point. Throws UserError naming a row that the
/// table lacks.
Figures figures(const arch::Architecture& architecture, const hw::Counters& counters, Cycles cycles,
                const tech::Technology& technology);

}  // namespace octet::explore
