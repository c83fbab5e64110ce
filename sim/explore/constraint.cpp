// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/constraint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>

#include "models/core/nearest.hpp"
#include "sim/explore/metrics.hpp"
#include "sim/explore/parameters.hpp"

namespace octet::explore {
namespace {

using Relation = Constraint::Relation;

constexpr std::array<std::pair<std::string_view, Relation>, 5> kRelations = {{{"<=", Relation::at_most},
                                                                              {">=", Relation::at_least},
                                                                              {"==", Relation::equal},
                                                                              {"<", Relation::below},
                                                                              {">", Relation::above}}};

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, end - begin + 1));
}

Constraint::Operand parse_operand(const std::string& text, const std::string& whole, const std::string& place) {
  if (const std::optional<double> number = number_of(text)) return *number;
  const std::string name = parameter_name(text);
  if (is_metric(name) || is_parameter(name)) return name;
  std::vector<std::string> known = metric_names();
  for (const std::string& parameter : parameter_names()) known.push_back(parameter);
  throw UserError(place, fmt::format("/constraints: '{}': expected a metric, a parameter or a number, got '{}'{}",
                                     whole, text, did_you_mean(name, known)));
}

bool compare(double a, Relation relation, double b) {
  switch (relation) {
    case Relation::at_most:
      return a <= b;
    case Relation::below:
      return a < b;
    case Relation::at_least:
      return a >= b;
    case Relation::above:
      return a > b;
    case Relation::equal:
      return a == b;
  }
  return false;
}

Relation mirrored(Relation relation) {
  switch (relation) {
    case Relation::at_most:
      return Relation::at_least;
    case Relation::below:
      return Relation::above;
    case Relation::at_least:
      return Relation::at_most;
    case Relation::above:
      return Relation::below;
    case Relation::equal:
      return Relation::equal;
  }
  return relation;
}

/// What is left of a metric's values.
struct Interval {
  double low, high;
  bool is_low_open = false, is_high_open = false;
  std::vector<std::string> because;

  bool is_empty() const { return low > high || (low == high && (is_low_open || is_high_open)); }
  void cut(Relation relation, double bound) {
    if (relation != Relation::at_least && relation != Relation::above) {
      const bool is_open = relation == Relation::below;
      if (bound < high || (bound == high && is_open)) high = bound, is_high_open = is_open;
    }
    if (relation != Relation::at_most && relation != Relation::below) {
      const bool is_open = relation == Relation::above;
      if (bound > low || (bound == low && is_open)) low = bound, is_low_open = is_open;
    }
  }
};

}  // namespace

std::optional<double> number_of(const std::string& text) {
  if (text == "true" || text == "dual") return 1.0;
  if (text == "false" || text == "single") return 0.0;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  const std::string unit = trimmed(std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end)));
  if (unit.empty()) return value;
  if (unit == "KiB") return value * 1024;
  if (unit == "MiB") return value * 1024 * 1024;
  if (unit == "GiB") return value * 1024 * 1024 * 1024;
  return std::nullopt;
}

bool Constraint::needs_run() const {
  const auto is_measured = [](const Operand& operand) {
    const auto* name = std::get_if<std::string>(&operand);
    return name != nullptr && is_metric(*name);
  };
  return is_measured(left) || is_measured(right);
}

bool Constraint::holds(const std::function<std::optional<double>(const std::string&)>& value) const {
  const auto get = [&](const Operand& operand) -> std::optional<double> {
    if (const auto* number = std::get_if<double>(&operand)) return *number;
    return value(std::get<std::string>(operand));
  };
  const std::optional<double> a = get(left), b = get(right);
  return a && b && compare(*a, relation, *b);
}

Constraint parse_constraint(const std::string& text, const std::string& place) {
  for (const auto& [sign, relation] : kRelations) {
    const std::size_t at = text.find(sign);
    if (at == std::string::npos) continue;
    return {parse_operand(trimmed(std::string_view(text).substr(0, at)), text, place),
            parse_operand(trimmed(std::string_view(text).substr(at + sign.size())), text, place), relation, text,
            place};
  }
  throw UserError(place, fmt::format("/constraints: expected LEFT <= RIGHT (or <, >=, >, ==), got '{}'", text));
}

std::vector<Diagnostic> contradictions(const std::vector<Constraint>& constraints) {
  std::vector<Diagnostic> found;
  std::map<std::string, Interval> left;
  for (const Constraint& constraint : constraints) {
    const auto* name = std::get_if<std::string>(&constraint.left);
    const auto* bound = std::get_if<double>(&constraint.right);
    const bool is_turned = name == nullptr;
    if (is_turned) name = std::get_if<std::string>(&constraint.right), bound = std::get_if<double>(&constraint.left);
    if (name == nullptr || bound == nullptr || !is_metric(*name)) continue;
    auto [entry, is_new] =
        left.try_emplace(*name, Interval{least_value(*name), largest_value(*name), false, false, {}});
    const bool was_empty = entry->second.is_empty();
    entry->second.cut(is_turned ? mirrored(constraint.relation) : constraint.relation, *bound);
    entry->second.because.push_back("'" + constraint.text + "'");
    if (!was_empty && entry->second.is_empty())
      found.push_back({constraint.place, fmt::format("/constraints: no {} can satisfy {}", *name,
                                                     fmt::join(entry->second.because, " and "))});
  }
  return found;
}

}  // namespace octet::explore
