// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "models/core/error.hpp"

namespace octet::explore {

std::uint64_t Space::size() const {
  std::uint64_t total = 1;
  for (std::size_t axis = 0; axis < dimensions(); ++axis) {
    if (total > std::numeric_limits<std::uint64_t>::max() / choices(axis))
      return std::numeric_limits<std::uint64_t>::max();
    total *= choices(axis);
  }
  return total;
}

Genome Space::at(std::uint64_t number) const {
  Genome point(dimensions());
  for (std::size_t axis = dimensions(); axis-- > 0;) {
    point[axis] = static_cast<std::uint32_t>(number % choices(axis));
    number /= choices(axis);
  }
  return point;
}

std::vector<std::pair<std::string, std::string>> Space::settings(const Genome& point) const {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t axis = 0; axis < dimensions(); ++axis)
    for (std::size_t i = 0; i < spec_.axes[axis].names.size(); ++i)
      out.emplace_back(spec_.axes[axis].names[i], spec_.axes[axis].values[point[axis]][i]);
  return out;
}

std::optional<double> Space::value(const std::string& parameter, const Genome& point) const {
  for (std::size_t axis = 0; axis < dimensions(); ++axis)
    for (std::size_t i = 0; i < spec_.axes[axis].names.size(); ++i)
      if (spec_.axes[axis].names[i] == parameter) return number_of(spec_.axes[axis].values[point[axis]][i]);
  for (const auto& [name, text] : fixed_)
    if (name == parameter) return number_of(text);
  return std::nullopt;
}

bool Space::is_allowed(const Genome& point) const {
  return std::all_of(spec_.constraints.begin(), spec_.constraints.end(), [&](const Constraint& constraint) {
    return constraint.needs_run() || constraint.holds([&](const std::string& name) { return value(name, point); });
  });
}

std::vector<Genome> Space::allowed(std::uint64_t most) const {
  const std::uint64_t all = size();
  if (all > most)
    throw UserError(spec_.file.string(),
                    fmt::format("/axes: expected a grid of at most {} points, got {}: search.method "
                                "random or evolution take larger ones",
                                most, all));
  std::vector<Genome> points;
  for (std::uint64_t number = 0; number < all; ++number)
    if (Genome point = at(number); is_allowed(point)) points.push_back(std::move(point));
  if (points.empty()) refuse_empty();
  return points;
}

void Space::refuse_empty() const {
  std::vector<Diagnostic> faults;
  for (const Constraint& constraint : spec_.constraints)
    if (!constraint.needs_run())
      faults.push_back(
          {constraint.place, fmt::format("/constraints: no point of the grid satisfies '{}'{}", constraint.text,
                                         spec_.constraints.size() > 1 ? " and the others" : "")});
  throw UserError(std::move(faults));
}

}  // namespace octet::explore
