// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace octet::explore {

/// Objectives of one point, every one to be made small (a larger-is-better metric enters with its sign changed).
using Scores = std::vector<double>;

/// Whether `a` is nowhere worse than `b` and somewhere better. Both have as many objectives.
bool dominates(const Scores& a, const Scores& b);

/// Indices, ascending, of the points that no other one dominates; equal points are all kept.
std::vector<std::size_t> front(std::span<const Scores> points);

/// The number of fronts to take away before a point lies on one: 0 on the front itself. Deb et al., "A fast and
/// elitist multiobjective genetic algorithm: NSGA-II", 2002, section III-A.
std::vector<std::size_t> ranks(std::span<const Scores> points);

/// Crowding distance (same paper, III-B) of `members` among themselves, in their order: the larger, the lonelier; the
/// extremes of every objective are infinitely lonely.
std::vector<double> crowding(std::span<const Scores> points, std::span<const std::size_t> members);

/// At most `count` of the points, ascending: whole fronts in order of rank, the lonelier ones of the last. Of equal
/// points, those that come later are taken last.
std::vector<std::size_t> select(std::span<const Scores> points, std::size_t count);

}  // namespace octet::explore
