// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/search.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/explore/hypervolume.hpp"
#include "tests/support/catch.hpp"

using namespace octet::explore;

namespace {

/// Four axes of ten choices, 10 000 points.
Spec space_spec(const std::string& constraints = "") {
  std::string axes;
  for (const char* name : {"lanes.softmax", "lanes.requantizer", "lanes.activation", "lanes.normalization"})
    axes += std::string("  ") + name + ": {from: 1, to: 10, step: 1}\n";
  return parse_spec("octet_sweep: 1\nworkload: w\narchitecture: a\naxes:\n" + axes +
                        "objectives: [cycles, buffer_bytes]\n" + constraints,
                    "s.yaml");
}

/// Two objectives that compete in each axis, with a hole that cannot be built.
std::optional<Scores> scores_of(const Genome& point) {
  if (point[0] == 3 && point[1] == 3) return std::nullopt;
  double time = 0, cost = 0;
  for (std::size_t i = 0; i < point.size(); ++i) {
    time += 10.0 / (1.0 + point[i]);
    cost += std::pow(point[i], 1.0 + 0.3 * static_cast<double>(i));
  }
  return Scores{time, cost};
}

struct Asked {
  std::vector<Genome> points;
  std::vector<Scores> scores;
};

Asked run(const SearchPlan& plan, const Space& space) {
  Asked asked;
  const std::vector<Genome> returned = search(plan, space, [&](std::span<const Genome> points) {
    std::vector<std::optional<Scores>> out;
    for (const Genome& point : points) {
      asked.points.push_back(point);
      out.push_back(scores_of(point));
      if (out.back()) asked.scores.push_back(*out.back());
    }
    return out;
  });
  CHECK(returned == asked.points);
  return asked;
}

}  // namespace

TEST_CASE("a search asks for as many points as it may, none twice, all allowed, and the same each time", "[explore]") {
  const Spec spec = space_spec("constraints: [lanes.softmax <= lanes.requantizer]\n");
  const Space space(spec);
  for (const Method method : {Method::random, Method::evolution}) {
    const SearchPlan plan{method, 300, 7, 40};
    const Asked asked = run(plan, space);
    CHECK(asked.points.size() == 300);
    CHECK(std::set<Genome>(asked.points.begin(), asked.points.end()).size() == 300);
    CHECK(
        std::all_of(asked.points.begin(), asked.points.end(), [&](const Genome& it) { return space.is_allowed(it); }));
    CHECK(run(plan, space).points == asked.points);
    CHECK(run({method, 300, 8, 40}, space).points != asked.points);
  }
}

TEST_CASE("a space that the plan can afford is run whole", "[explore]") {
  const Spec spec = space_spec();
  const Space space(spec);
  CHECK(run({Method::grid, 0, 1, 64}, space).points.size() == 10'000);
  CHECK(run({Method::evolution, 20'000, 1, 64}, space).points == run({Method::grid, 0, 1, 64}, space).points);
}

TEST_CASE("with a tenth of the points evolution finds 95 % of the grid's hypervolume and beats random search",
          "[explore]") {
  const Spec spec = space_spec();
  const Space space(spec);
  const std::vector<Scores> all = run({Method::grid, 0, 1, 64}, space).scores;
  const Scores best = ideal(all), worst = nadir(all), one(2, 1.0);
  const double whole = hypervolume(normalized(all, best, worst), one);
  std::vector<double> evolution, random;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    evolution.push_back(
        hypervolume(normalized(run({Method::evolution, 1000, seed, 64}, space).scores, best, worst), one) / whole);
    random.push_back(hypervolume(normalized(run({Method::random, 1000, seed, 64}, space).scores, best, worst), one) /
                     whole);
  }
  std::sort(random.begin(), random.end());
  INFO("worst evolution " << *std::min_element(evolution.begin(), evolution.end()) << ", median random " << random[5]);
  CHECK(*std::min_element(evolution.begin(), evolution.end()) >= 0.95);
  CHECK(*std::min_element(evolution.begin(), evolution.end()) > random[5]);
}

TEST_CASE("a search goes on when nothing can be built, and ends when nothing is allowed", "[explore]") {
  const Spec spec = space_spec();
  const Space space(spec);
  const auto nothing = [](std::span<const Genome> points) { return std::vector<std::optional<Scores>>(points.size()); };
  CHECK(search({Method::evolution, 200, 1, 40}, space, nothing).size() == 200);
  const Spec none = space_spec("constraints: [lanes.softmax > 10]\n");
  for (const Method method : {Method::grid, Method::random, Method::evolution})
    CHECK_THROWS_WITH(search({method, 200, 1, 40}, Space(none), nothing),
                      Catch::Contains("no point of the grid satisfies"));
}
