// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/search.hpp"

#include "sim/explore/evolution.hpp"
#include "sim/explore/sampler.hpp"

namespace octet::explore {

namespace {

bool runs_all(const SearchPlan& plan, const Space& space) {
  return plan.method == Method::grid || space.size() <= plan.points;
}

}  // namespace

void check_space(const SearchPlan& plan, const Space& space) {
  if (runs_all(plan, space)) {
    space.allowed(kLargestGrid);
    return;
  }
  Sampler random(space, plan.seed);
  if (!random.draw()) space.refuse_empty();
}

std::vector<Genome> search(const SearchPlan& plan, const Space& space, const Evaluate& evaluate) {
  if (runs_all(plan, space)) {
    const std::vector<Genome> points = space.allowed(kLargestGrid);
    evaluate(points);
    return points;
  }
  Sampler random(space, plan.seed);
  std::vector<Genome> points;
  if (plan.method == Method::evolution) {
    points = evolve(plan, space, evaluate, random);
  } else {
    while (points.size() < plan.points) {
      std::optional<Genome> point = random.draw();
      if (!point) break;
      points.push_back(std::move(*point));
    }
    if (!points.empty()) evaluate(points);
  }
  if (points.empty()) space.refuse_empty();
  return points;
}

}  // namespace octet::explore
