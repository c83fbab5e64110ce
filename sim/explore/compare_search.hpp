// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/explore/export.hpp"
#include "sim/explore/result.hpp"

namespace octet::explore {

/// What searches find of a grid that is known whole, as shares of the grid's hypervolume (objectives normalized from
/// its ideal to its nadir, which is the reference point).
struct SearchComparison {
  std::uint64_t points = 0;               ///< run by each search
  std::vector<double> evolution, random;  ///< by seed, from 1 on

  double median_evolution() const;
  double median_random() const;
};

/// Repeats evolution and random search, `seeds` times each with a tenth of the grid's points, on the results of a grid.
/// Nothing is run. Throws UserError for a sweep that is no grid, or whose front has no volume.
SearchComparison compare_searches(const SweepResult& grid, const Space& space, std::uint64_t seeds);

Json comparison_json(const SearchComparison& comparison);
std::string comparison_text(const SearchComparison& comparison);

}  // namespace octet::explore
