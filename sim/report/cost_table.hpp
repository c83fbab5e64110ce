// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/run/costs.hpp"

namespace octet::report {

/// Area, energy and average power by unit, as people read them on a terminal. `seconds` is the time of one inference.
std::string cost_table(const sim::Costs& costs, double seconds);

/// A line for each thing that no figure holds.
std::string not_priced_lines(const std::vector<std::string>& all);

}  // namespace octet::report
