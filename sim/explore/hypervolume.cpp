// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/hypervolume.hpp"

#include <algorithm>

#include "models/core/error.hpp"

namespace octet::explore {
namespace {

/// Area of the points' first two objectives; they are inside the reference.
double area(std::vector<Scores> points, const Scores& reference) {
  std::sort(points.begin(), points.end());
  double total = 0, lowest = reference[1];
  for (const Scores& point : points) {
    if (point[1] >= lowest) continue;
    total += (reference[0] - point[0]) * (lowest - point[1]);
    lowest = point[1];
  }
  return total;
}

/// Volume of the points' first `objectives` objectives; they are inside the reference.
double volume(std::vector<Scores> points, const Scores& reference, std::size_t objectives) {
  if (points.empty()) return 0;
  if (objectives == 1) return reference[0] - (*std::min_element(points.begin(), points.end()))[0];
  if (objectives == 2) return area(std::move(points), reference);
  const std::size_t last = objectives - 1;
  std::sort(points.begin(), points.end(), [&](const Scores& a, const Scores& b) { return a[last] < b[last]; });
  double total = 0;
  std::vector<Scores> slice;  // mutually non-dominated in the other objectives
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double top = i + 1 < points.size() ? points[i + 1][last] : reference[last];
    Scores flat(points[i].begin(), points[i].begin() + static_cast<std::ptrdiff_t>(last));
    const auto covers = [](const Scores& a, const Scores& b) { return a == b || dominates(a, b); };
    if (std::none_of(slice.begin(), slice.end(), [&](const Scores& other) { return covers(other, flat); })) {
      std::erase_if(slice, [&](const Scores& other) { return dominates(flat, other); });
      slice.push_back(std::move(flat));
    }
    if (top > points[i][last]) total += volume(slice, reference, last) * (top - points[i][last]);
  }
  return total;
}

}  // namespace

double hypervolume(std::span<const Scores> points, const Scores& reference) {
  std::vector<Scores> inside;
  for (const Scores& point : points) {
    OCTET_CHECK(point.size() == reference.size() && !reference.empty(), "points of the reference's objectives");
    if (std::equal(point.begin(), point.end(), reference.begin(), std::less<>())) inside.push_back(point);
  }
  std::vector<Scores> best;
  for (const std::size_t index : front(inside)) best.push_back(inside[index]);
  return volume(std::move(best), reference, reference.size());
}

Scores nadir(std::span<const Scores> points) {
  Scores worst;
  for (const std::size_t index : front(points)) {
    if (worst.empty()) worst = points[index];
    for (std::size_t i = 0; i < worst.size(); ++i) worst[i] = std::max(worst[i], points[index][i]);
  }
  return worst;
}

Scores ideal(std::span<const Scores> points) {
  Scores best;
  for (const Scores& point : points) {
    if (best.empty()) best = point;
    for (std::size_t i = 0; i < best.size(); ++i) best[i] = std::min(best[i], point[i]);
  }
  return best;
}

std::vector<Scores> normalized(std::span<const Scores> points, const Scores& best, const Scores& worst) {
  std::vector<Scores> out;
  for (const Scores& point : points) {
    Scores mapped;
    for (std::size_t i = 0; i < point.size(); ++i)
      mapped.push_back(worst[i] > best[i] ? (point[i] - best[i]) / (worst[i] - best[i]) : 0.0);
    out.push_back(std::move(mapped));
  }
  return out;
}

}  // namespace octet::explore
