// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace octet::explore {

/// Figures of one point by name, e.g. `cycles`; names end in their unit.
using Metrics = std::map<std::string, double>;

/// Every figure a point can have: objectives, constraints and exports name them.
std::vector<std::string> metric_names();
bool is_metric(const std::string& name);

/// Whether more of it is better when nobody says otherwise: accuracy, utilization.
bool is_better_larger(const std::string& name);

inline constexpr const char* kAccuracy = "accuracy";
inline constexpr const char* kCycles = "cycles";

/// What can be known before anything is run: 0, or 1 for shares.
double least_value(const std::string& metric);
double largest_value(const std::string& metric);

}  // namespace octet::explore
