// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "sim/explore/pareto.hpp"
#include "sim/explore/space.hpp"

namespace octet::explore {

/// Scores of points in their order; nothing for a point that cannot be built, failed, or breaks a constraint.
using Evaluate = std::function<std::vector<std::optional<Scores>>(std::span<const Genome> points)>;

/// Grids larger than this are refused.
inline constexpr std::uint64_t kLargestGrid = 10'000'000;

/// Throws UserError for what `search` would refuse, before anything is run or written.
void check_space(const SearchPlan& plan, const Space& space);

/// Asks `evaluate` for the points that the plan wants, each at most once, and returns them in the order in which they
/// were asked for. What is asked depends on the space, the plan and the scores alone, never on time: the same sweep
/// asks the same, however often it was interrupted. A space of no more points than the plan allows is run whole.
/// Throws UserError for a space without allowed points.
std::vector<Genome> search(const SearchPlan& plan, const Space& space, const Evaluate& evaluate);

}  // namespace octet::explore
