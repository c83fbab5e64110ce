// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/pareto.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/core/splitmix.hpp"
#include "sim/explore/hypervolume.hpp"
#include "tests/support/catch.hpp"

using namespace octet::explore;

namespace {

constexpr std::uint64_t kSeed = 1;

/// Points on a coarse grid, so that equal coordinates and equal points are common.
std::vector<Scores> random_points(octet::SplitMix& random, std::size_t count, std::size_t objectives, int high) {
  std::vector<Scores> points(count, Scores(objectives));
  for (Scores& point : points)
    for (double& value : point) value = static_cast<double>(random.between(0, high));
  return points;
}

/// The dominated volume by counting unit cells.
double counted_volume(const std::vector<Scores>& points, int high, std::size_t objectives) {
  std::vector<int> cell(objectives, 0);
  double volume = 0;
  for (;;) {
    const bool is_covered = std::any_of(points.begin(), points.end(), [&](const Scores& point) {
      return std::equal(point.begin(), point.end(), cell.begin(), [](double a, int b) { return a <= b; });
    });
    volume += is_covered ? 1 : 0;
    std::size_t i = 0;
    while (i < objectives && ++cell[i] == high) cell[i++] = 0;
    if (i == objectives) return volume;
  }
}

}  // namespace

TEST_CASE("a point dominates another when it is nowhere worse and somewhere better", "[explore]") {
  CHECK(dominates({1, 2}, {1, 3}));
  CHECK(dominates({1, 2}, {2, 3}));
  CHECK_FALSE(dominates({1, 2}, {1, 2}));
  CHECK_FALSE(dominates({1, 4}, {2, 3}));
  CHECK_FALSE(dominates({2, 3}, {1, 3}));
}

TEST_CASE("the front is what no other point dominates, equal points included", "[explore]") {
  INFO("seed " << kSeed);
  octet::SplitMix random(kSeed);
  for (const std::size_t objectives : {1U, 2U, 3U, 4U}) {
    for (int round = 0; round < 20; ++round) {
      const std::vector<Scores> points = random_points(random, 60, objectives, 9);
      std::vector<std::size_t> expected;
      for (std::size_t i = 0; i < points.size(); ++i)
        if (std::none_of(points.begin(), points.end(),
                         [&](const Scores& other) { return dominates(other, points[i]); }))
          expected.push_back(i);
      CHECK(front(points) == expected);
      // A point's rank is one more than the largest of those that dominate it.
      const std::vector<std::size_t> rank = ranks(points);
      for (std::size_t i = 0; i < points.size(); ++i) {
        std::size_t above = 0;
        for (std::size_t j = 0; j < points.size(); ++j)
          if (dominates(points[j], points[i])) above = std::max(above, rank[j] + 1);
        REQUIRE(rank[i] == above);
      }
    }
  }
}

TEST_CASE("crowding is the span of a point's neighbors, and endless at the ends", "[explore]") {
  const std::vector<Scores> points = {{0, 10}, {1, 6}, {4, 5}, {10, 0}};
  const std::vector<std::size_t> all = {0, 1, 2, 3};
  const std::vector<double> distance = crowding(points, all);
  CHECK(std::isinf(distance[0]));
  CHECK(std::isinf(distance[3]));
  CHECK(distance[1] == Approx(4.0 / 10 + 5.0 / 10));
  CHECK(distance[2] == Approx(9.0 / 10 + 6.0 / 10));
}

TEST_CASE("a selection takes whole fronts first, and then the lonely", "[explore]") {
  const std::vector<Scores> points = {{5, 5}, {0, 10}, {1, 6}, {1.5, 5.9}, {10, 0}, {11, 11}};
  CHECK(select(points, 2) == std::vector<std::size_t>{1, 4});
  // {5, 5} is farther from its neighbors than either of the two that stand close together.
  CHECK(select(points, 3) == std::vector<std::size_t>{0, 1, 4});
  CHECK(select(points, 5) == std::vector<std::size_t>{0, 1, 2, 3, 4});
  CHECK(select(points, 100).size() == 6);
  CHECK(select(points, 0).empty());
}

TEST_CASE("the hypervolume is the volume of the cells that are dominated", "[explore]") {
  INFO("seed " << kSeed);
  octet::SplitMix random(kSeed);
  constexpr int kHigh = 7;
  for (const std::size_t objectives : {1U, 2U, 3U, 4U}) {
    const Scores reference(objectives, kHigh);
    for (const std::size_t count : {1U, 2U, 5U, 30U}) {
      for (int round = 0; round < 10; ++round) {
        const std::vector<Scores> points = random_points(random, count, objectives, kHigh);
        REQUIRE(hypervolume(points, reference) == Approx(counted_volume(points, kHigh, objectives)));
      }
    }
  }
  CHECK(hypervolume(std::vector<Scores>{}, {1, 1}) == 0);
  CHECK(hypervolume(std::vector<Scores>{{2, 0}}, {1, 1}) == 0);  // outside the reference
}

TEST_CASE("points are normalized from the ideal to the nadir of the front", "[explore]") {
  const std::vector<Scores> points = {{0, 10}, {5, 5}, {10, 0}, {40, 40}};
  CHECK(ideal(points) == Scores{0, 0});
  CHECK(nadir(points) == Scores{10, 10});  // the last one is on no front
  const std::vector<Scores> mapped = normalized(points, ideal(points), nadir(points));
  CHECK(mapped[1] == Scores{0.5, 0.5});
  CHECK(hypervolume(mapped, {1, 1}) == Approx(0.25));
}
