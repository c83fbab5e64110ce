// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/pareto.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "models/core/error.hpp"

namespace octet::explore {
namespace {

/// Front of some of the points: in lexicographic order nothing is dominated by what comes later, so that every point
/// need be compared with the front so far alone.
std::vector<std::size_t> front_of(std::span<const Scores> points, std::vector<std::size_t> order) {
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return points[a] < points[b]; });
  std::vector<std::size_t> found;
  for (const std::size_t candidate : order) {
    const bool is_beaten = std::any_of(
        found.begin(), found.end(), [&](std::size_t member) { return dominates(points[member], points[candidate]); });
    if (!is_beaten) found.push_back(candidate);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::size_t> all_of(std::span<const Scores> points) {
  std::vector<std::size_t> indices(points.size());
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return indices;
}

}  // namespace

bool dominates(const Scores& a, const Scores& b) {
  OCTET_CHECK(a.size() == b.size(), "points of the same objectives");
  bool is_better = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
    is_better = is_better || a[i] < b[i];
  }
  return is_better;
}

std::vector<std::size_t> front(std::span<const Scores> points) { return front_of(points, all_of(points)); }

std::vector<std::size_t> ranks(std::span<const Scores> points) {
  std::vector<std::size_t> rank(points.size(), 0), rest = all_of(points);
  for (std::size_t level = 0; !rest.empty(); ++level) {
    const std::vector<std::size_t> best = front_of(points, rest);
    for (const std::size_t index : best) rank[index] = level;
    std::vector<std::size_t> left;
    std::sort(rest.begin(), rest.end());
    std::set_difference(rest.begin(), rest.end(), best.begin(), best.end(), std::back_inserter(left));
    rest = std::move(left);
  }
  return rank;
}

std::vector<double> crowding(std::span<const Scores> points, std::span<const std::size_t> members) {
  std::vector<double> distance(members.size(), 0.0);
  if (members.empty()) return distance;
  for (std::size_t objective = 0; objective < points[members[0]].size(); ++objective) {
    const auto value = [&](std::size_t position) { return points[members[position]][objective]; };
    std::vector<std::size_t> order(members.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return value(a) < value(b); });
    const double span = value(order.back()) - value(order.front());
    if (!(span > 0)) continue;
    distance[order.front()] = distance[order.back()] = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i + 1 < order.size(); ++i)
      distance[order[i]] += (value(order[i + 1]) - value(order[i - 1])) / span;
  }
  return distance;
}

std::vector<std::size_t> select(std::span<const Scores> points, std::size_t count) {
  std::vector<std::size_t> chosen, rest = all_of(points);
  while (!rest.empty() && chosen.size() < count) {
    std::vector<std::size_t> best = front_of(points, rest);
    std::vector<std::size_t> left;
    std::set_difference(rest.begin(), rest.end(), best.begin(), best.end(), std::back_inserter(left));
    rest = std::move(left);
    // The most crowded leave one at a time: their neighbors are then less crowded.
    while (chosen.size() + best.size() > count) {
      const std::vector<double> lonely = crowding(points, best);
      const auto worst = std::min_element(lonely.rbegin(), lonely.rend());
      best.erase(best.begin() + (lonely.rend() - worst - 1));
    }
    chosen.insert(chosen.end(), best.begin(), best.end());
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace octet::explore
