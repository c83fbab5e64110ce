// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/parameters.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <string_view>

#include "hw/arch/fields.hpp"
#include "hw/arch/resolve.hpp"
#include "models/core/error.hpp"

namespace octet::explore {
namespace {

constexpr std::string_view kRecipe = "recipe.";

constexpr std::string_view kMethod = "recipe.method";
constexpr std::array<compress::RangeMethod, 3> kMethods = {
    compress::RangeMethod::kMax, compress::RangeMethod::kPercentile, compress::RangeMethod::kMse};
/// Of a width of the package; a sweep is of machines, which hold what memory holds.
int most_of(graph::NumericChoice choice) {
  const int most = graph::kNumericRanges[choice].most;
  return choice == graph::kResidualBits ? std::min(most, graph::kMemoryBits) : most;
}

std::string width_name(graph::NumericChoice choice) {
  return std::string(kRecipe) + graph::kNumericRanges[choice].name;
}

std::optional<graph::NumericChoice> width_named(const std::string& name) {
  for (const graph::NumericChoice choice : graph::kNumericChoices)
    if (name == width_name(choice)) return choice;
  return std::nullopt;
}

std::optional<int> integer(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string parameter_name(std::string text) {
  std::replace(text.begin(), text.end(), '/', '.');
  if (text.starts_with('.')) text.erase(0, 1);
  return text;
}

std::vector<std::string> parameter_names() {
  std::vector<std::string> names;
  for (const arch::Field& field : arch::fields())
    if (const std::string name = parameter_name(field.path);
        name != "name" && std::find(names.begin(), names.end(), name) == names.end())  // a label is no choice
      names.push_back(name);
  for (const graph::NumericChoice choice : graph::kNumericChoices) names.push_back(width_name(choice));
  names.emplace_back(kMethod);
  names.emplace_back("workload");
  return names;
}

bool is_recipe_parameter(const std::string& name) { return name.starts_with(kRecipe); }

bool is_parameter(const std::string& name) {
  static const std::vector<std::string> kListed = parameter_names();
  static const std::set<std::string> kNames(kListed.begin(), kListed.end());
  return kNames.contains(name);
}

std::optional<std::string> parameter_misfit(const std::string& name, const std::string& text) {
  // An axis may have a hundred thousand values, each judged here.
  // Kinds of memory may have parameters of one name: a value that one of them takes is none.
  static const std::multimap<std::string, const arch::Field*> kFields = [] {
    std::multimap<std::string, const arch::Field*> fields;
    for (const arch::Field& field : arch::fields()) fields.emplace(parameter_name(field.path), &field);
    return fields;
  }();
  if (const auto [begin, end] = kFields.equal_range(name); begin != end) {
    std::optional<std::string> misfit;
    for (auto field = begin; field != end; ++field) {
      misfit = arch::find_misfit(*field->second, text);
      if (!misfit) break;
    }
    return misfit;
  }
  if (const auto choice = width_named(name)) {
    const std::optional<int> value = integer(text);
    if (value && *value >= graph::kLeastWidth && *value <= most_of(*choice)) return std::nullopt;
    return "expected an integer from " + std::to_string(graph::kLeastWidth) + " to " +
           std::to_string(most_of(*choice)) + ", got '" + text + "'";
  }
  if (name == kMethod) {
    const auto is_named = [&](compress::RangeMethod method) { return compress::method_name(method) == text; };
    if (std::none_of(kMethods.begin(), kMethods.end(), is_named))
      return "expected max, percentile or mse, got '" + text + "'";
  }
  return std::nullopt;
}

void set_recipe(compress::Recipe& recipe, const std::string& name, const std::string& text) {
  if (const auto choice = width_named(name))
    recipe.numerics.*graph::kNumericRanges[*choice].width = integer(text).value();
  if (name == kMethod)
    recipe.method = *std::find_if(kMethods.begin(), kMethods.end(),
                                  [&](compress::RangeMethod it) { return compress::method_name(it) == text; });
}

}  // namespace octet::explore
