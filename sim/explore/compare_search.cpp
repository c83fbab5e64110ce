// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/compare_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/core/error.hpp"
#include "sim/explore/hypervolume.hpp"
#include "sim/explore/search.hpp"

namespace octet::explore {
namespace {

constexpr std::uint64_t kPart = 10;  // of the grid

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

double SearchComparison::median_evolution() const { return median(evolution); }

double SearchComparison::median_random() const { return median(random); }

SearchComparison compare_searches(const SweepResult& grid, const Space& space, std::uint64_t seeds) {
  const std::string place = grid.spec->file.string();
  if (grid.spec->search.method != Method::grid)
    throw UserError(
        place, "/search/method: searches are compared on a grid, got " + std::string(name(grid.spec->search.method)));
  std::map<Genome, const Scores*> known;
  std::vector<Scores> all;
  for (const Point& point : grid.points) {
    known[point.genome] = point.scores ? &*point.scores : nullptr;
    if (point.scores) all.push_back(*point.scores);
  }
  const Scores worst = nadir(all), best = ideal(all);
  const Scores one(worst.size(), 1.0);
  const auto share = [&](const std::vector<Scores>& points) {
    return hypervolume(normalized(points, best, worst), one);
  };
  const double whole = all.empty() ? 0 : share(all);
  if (!(whole > 0))
    throw UserError(place,
                    "the front of the grid has no volume: its objectives do not compete, or nothing satisfies them");

  SearchComparison out;
  out.points = grid.points.size() / kPart;
  for (const Method method : {Method::evolution, Method::random}) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      SearchPlan plan = grid.spec->search;
      plan.method = method;
      plan.points = out.points;
      plan.seed = seed;
      std::vector<Scores> found;
      search(plan, space, [&](std::span<const Genome> points) {
        std::vector<std::optional<Scores>> scores;
        for (const Genome& point : points) {
          const Scores* of = known.at(point);
          scores.push_back(of != nullptr ? std::optional(*of) : std::nullopt);
          if (of != nullptr) found.push_back(*of);
        }
        return scores;
      });
      (method == Method::evolution ? out.evolution : out.random).push_back(share(found) / whole);
    }
  }
  return out;
}

Json comparison_json(const SearchComparison& comparison) {
  return {{"points", comparison.points},
          {"evolution", comparison.evolution},
          {"random", comparison.random},
          {"median_evolution", comparison.median_evolution()},
          {"median_random", comparison.median_random()}};
}

std::string comparison_text(const SearchComparison& comparison) {
  std::string out = fmt::format("searches of {} points, share of the grid's hypervolume\nseed  evolution     random\n",
                                comparison.points);
  for (std::size_t i = 0; i < comparison.evolution.size(); ++i)
    out += fmt::format("{:>4}  {:>7.2f} %  {:>7.2f} %\n", i + 1, 100 * comparison.evolution[i],
                       100 * comparison.random[i]);
  return out + fmt::format("{:>4}  {:>7.2f} %  {:>7.2f} %\n", "med.", 100 * comparison.median_evolution(),
                           100 * comparison.median_random());
}

}  // namespace octet::explore
