// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "sim/explore/pareto.hpp"

namespace octet::explore {

/// The volume that the points dominate, bounded by `reference`: exact, by slicing along the last objective (While et
/// al., "A faster algorithm for calculating hypervolume", 2006). Points not better than the reference in every
/// objective add nothing. 2 or 3 objectives take little time for thousands of points, 4 for hundreds.
double hypervolume(std::span<const Scores> points, const Scores& reference);

/// The worst value of every objective over the front of `points` (the nadir); empty for no points.
Scores nadir(std::span<const Scores> points);

/// The best value of every objective (the ideal); empty for no points.
Scores ideal(std::span<const Scores> points);

/// Scores mapped to 0 at `best` and 1 at `worst` of each objective; an objective of one value only is mapped to 0.
std::vector<Scores> normalized(std::span<const Scores> points, const Scores& best, const Scores& worst);

}  // namespace octet::explore
