// SPDX-License-Identifier: Apache-2.0
#include "models/compress/recipe.hpp"

#include <array>
#include <string_view>

#include "models/core/error.hpp"
#include "models/io/yaml_reader.hpp"

namespace octet::compress {
namespace {

constexpr std::array<std::pair<std::string_view, RangeMethod>, 3> kMethods = {
    {{"max", RangeMethod::kMax}, {"percentile", RangeMethod::kPercentile}, {"mse", RangeMethod::kMse}}};

graph::SomeNumerics read_widths(io::YamlMap& map) {
  graph::SomeNumerics widths;
  for (const graph::NumericChoice choice : graph::kNumericChoices) {
    const graph::NumericRange& range = graph::kNumericRanges[choice];
    if (map.has(range.name)) widths[choice] = static_cast<int>(map.integer(range.name, graph::kLeastWidth, range.most));
  }
  return widths;
}

NodeRule read_rule(io::YamlFile& file, const YAML::Node& node, const std::string& path) {
  io::YamlMap map(file, node, path);
  NodeRule rule{map.text("match"), read_widths(map), file.place(node)};
  if (map.has("match") && map.node().size() == 1)
    map.fault("match", "expected a width beside it: residual_bits, multiplier_bits, gelu_input_bits or score_bits");
  map.finish();
  return rule;
}

Recipe read(io::YamlFile file) {
  io::YamlMap root(file, file.root(), "");
  Recipe recipe;
  root.integer("octet_recipe", 1, 1);
  if (root.has("numerics")) {
    io::YamlMap map(file, root.mapping("numerics"), "/numerics");
    recipe.numerics = graph::with(recipe.numerics, read_widths(map));
    map.finish();
  }
  if (root.has("nodes"))
    for (const YAML::Node& rule : root.sequence("nodes"))
      recipe.rules.push_back(read_rule(file, rule, "/nodes/" + std::to_string(recipe.rules.size())));
  if (root.has("calibration")) {
    io::YamlMap map(file, root.mapping("calibration"), "/calibration");
    recipe.calibration_images = static_cast<int>(map.integer("images", 1, 1'000'000, recipe.calibration_images));
    const std::string name = map.text("method", method_name(recipe.method));
    bool found = false;
    for (const auto& [known, value] : kMethods)
      if (name == known) recipe.method = value, found = true;
    if (!found) map.fault("method", "expected max, percentile or mse, got '" + name + "'");
    map.finish();
  }
  root.finish();
  file.finish();
  return recipe;
}

}  // namespace

std::string method_name(RangeMethod method) {
  for (const auto& [name, value] : kMethods)
    if (value == method) return std::string(name);
  throw InternalError("a method without a name");
}

Recipe read_recipe(const std::filesystem::path& path) { return read(io::YamlFile(path)); }

Recipe parse_recipe(const std::string& yaml, const std::string& name) { return read(io::YamlFile(yaml, name)); }

}  // namespace octet::compress
