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

/// A width of the package: its name, where it lives, and its range.
struct Width {
  std::string_view name;
  int graph::Numerics::*slot;
  int high;
};
constexpr std::array<Width, 4> kWidths = {
    {{"recipe.residual_bits", &graph::Numerics::residual_bits, graph::kMemoryBits},
     {"recipe.multiplier_bits", &graph::Numerics::multiplier_bits, 31},
     {"recipe.gelu_input_bits", &graph::Numerics::gelu_input_bits, 16},
     {"recipe.score_bits", &graph::Numerics::score_bits, 16}}};
constexpr std::string_view kMethod = "recipe.method";
constexpr std::array<compress::RangeMethod, 3> kMethods = {
    compress::RangeMethod::kMax, compress::RangeMethod::kPercentile, compress::RangeMethod::kMse};
constexpr int kLeastWidth = 8;

const Width* width_of(const std::string& name) {
  const auto found = std::find_if(kWidths.begin(), kWidths.end(), [&](const Width& it) { return it.name == name; });
  return found == kWidths.end() ? nullptr : &*found;
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
    if (std::string_view(field.path) != "/name") names.push_back(parameter_name(field.path));  // a label, no choice
  for (const Width& width : kWidths) names.emplace_back(width.name);
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
  static const std::map<std::string, const arch::Field*> kFields = [] {
    std::map<std::string, const arch::Field*> fields;
    for (const arch::Field& field : arch::fields()) fields.emplace(parameter_name(field.path), &field);
    return fields;
  }();
  if (const auto field = kFields.find(name); field != kFields.end()) return arch::find_misfit(*field->second, text);
  if (const Width* width = width_of(name)) {
    const std::optional<int> value = integer(text);
    if (value && *value >= kLeastWidth && *value <= width->high) return std::nullopt;
    return "expected an integer from " + std::to_string(kLeastWidth) + " to " + std::to_string(width->high) +
           ", got '" + text + "'";
  }
  if (name == kMethod) {
    const auto is_named = [&](compress::RangeMethod method) { return compress::method_name(method) == text; };
    if (std::none_of(kMethods.begin(), kMethods.end(), is_named))
      return "expected max, percentile or mse, got '" + text + "'";
  }
  return std::nullopt;
}

void set_recipe(compress::Recipe& recipe, const std::string& name, const std::string& text) {
  if (const Width* width = width_of(name)) recipe.numerics.*width->slot = integer(text).value();
  if (name == kMethod)
    recipe.method = *std::find_if(kMethods.begin(), kMethods.end(),
                                  [&](compress::RangeMethod it) { return compress::method_name(it) == text; });
}

}  // namespace octet::explore
