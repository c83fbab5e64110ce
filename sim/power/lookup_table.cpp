// SPDX-License-Identifier: Apache-2.0
#include "sim/power/lookup_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <sstream>

#include "models/core/error.hpp"

namespace octet::power {
namespace {

constexpr double kMostOfTable = 1e12;  // of whatever unit

enum class Variable : std::uint8_t { none, load, slew };

Variable variable_of(const std::string& name, const std::string& place) {
  if (name.empty()) return Variable::none;
  if (name == "total_output_net_capacitance") return Variable::load;
  if (name == "input_transition_time" || name == "input_net_transition") return Variable::slew;
  throw UserError(place, "expected a table over output capacitance and input transition, got the variable " + name);
}

/// The points below and above `value` and the share of the upper one.
struct Between {
  std::size_t low, high;
  double share;
};

Between find(const std::vector<double>& axis, double value) {
  const auto above = std::upper_bound(axis.begin(), axis.end(), value);
  if (above == axis.begin()) return {0, 0, 0.0};
  const auto high = static_cast<std::size_t>(above - axis.begin());
  if (above == axis.end()) return {high - 1, high - 1, 0.0};
  return {high - 1, high, (value - axis[high - 1]) / (axis[high] - axis[high - 1])};
}

}  // namespace

std::vector<double> parse_numbers(const std::vector<std::string>& texts, const std::string& place) {
  std::vector<double> out;
  for (std::string text : texts) {
    std::replace(text.begin(), text.end(), ',', ' ');
    std::istringstream words(text);
    double value = 0.0;
    while (words >> value && std::abs(value) < kMostOfTable) out.push_back(value);
    if (!words.eof() || std::abs(value) >= kMostOfTable)
      throw UserError(place, fmt::format("expected numbers below {:g}, got {}", kMostOfTable, text));
  }
  return out;
}

LookupTable::LookupTable(const synthesis::LibertyGroup& group,
                         const std::map<std::string, const synthesis::LibertyGroup*>& templates,
                         const std::string& place) {
  const auto known = templates.find(group.title());
  const synthesis::LibertyGroup* shape = known == templates.end() ? nullptr : known->second;
  if (shape == nullptr && group.title() != "scalar" && !group.title().empty())
    throw UserError(place, "expected a table template of the library, got " + group.title());
  std::array<Variable, 2> variables{};
  for (std::size_t i = 0; shape != nullptr && i < 2; ++i) {
    variables[i] = variable_of(shape->text(fmt::format("variable_{}", i + 1)), place);
    if (variables[i] == Variable::none) continue;
    const std::string index = fmt::format("index_{}", i + 1);
    const std::vector<std::string>* points = group.find(index);
    if (points == nullptr) points = shape->find(index);
    std::vector<double>& axis = variables[i] == Variable::load ? load_ : slew_;
    axis = parse_numbers(points == nullptr ? std::vector<std::string>{} : *points, place);
    if (axis.empty() || std::adjacent_find(axis.begin(), axis.end(), std::greater_equal<>()) != axis.end())
      throw UserError(place, "expected " + index + " to be growing numbers");
  }
  const std::vector<std::string>* values = group.find("values");
  values_ = parse_numbers(values == nullptr ? std::vector<std::string>{} : *values, place);
  if (values_.size() != load_.size() * slew_.size())
    throw UserError(place, fmt::format("expected {} values, found {}", load_.size() * slew_.size(), values_.size()));
  if (variables[0] != Variable::slew || variables[1] != Variable::load) return;
  std::vector<double> turned;
  for (std::size_t i = 0; i < load_.size(); ++i)
    for (std::size_t j = 0; j < slew_.size(); ++j) turned.push_back(values_[j * load_.size() + i]);
  values_ = std::move(turned);
}

double LookupTable::at(double load, double slew) const {
  const Between i = find(load_, load), j = find(slew_, slew);
  const auto row = [&](std::size_t index) {
    const double* values = values_.data() + index * slew_.size();
    return values[j.low] * (1.0 - j.share) + values[j.high] * j.share;
  };
  return row(i.low) * (1.0 - i.share) + row(i.high) * i.share;
}

double mean_at(const std::vector<LookupTable>& tables, double load, double slew) {
  double sum = 0.0;
  for (const LookupTable& table : tables) sum += table.at(load, slew);
  return tables.empty() ? 0.0 : sum / static_cast<double>(tables.size());
}

}  // namespace octet::power
