// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/core/error.hpp"

namespace octet::explore {

/// What a point must fulfil: `latency_s <= 1e-3`, `lanes.softmax <= array.rows`.
struct Constraint {
  using Operand = std::variant<double, std::string>;  ///< a number, or the name of a metric or parameter
  enum class Relation { at_most, below, at_least, above, equal };

  Operand left, right;
  Relation relation = Relation::at_most;
  std::string text, place;

  /// Whether a metric takes part; else it can be judged before the point is run.
  bool needs_run() const;
  /// Whether it holds. `value` gives what a name stands for; nothing makes the constraint not hold.
  bool holds(const std::function<std::optional<double>(const std::string&)>& value) const;
};

/// Reads `LEFT <= RIGHT` (also <, >=, >, ==). Throws UserError at `place` for anything else, and for names that are
/// neither metric nor parameter.
Constraint parse_constraint(const std::string& text, const std::string& place);

/// The number that a parameter's value stands for: `64`, `128 KiB`, `true` (1), `dual` (1); nothing for other text.
std::optional<double> number_of(const std::string& text);

/// Metrics whose bounds leave no value, each with the constraints that do it, for a message before anything is run.
std::vector<Diagnostic> contradictions(const std::vector<Constraint>& constraints);

}  // namespace octet::explore
