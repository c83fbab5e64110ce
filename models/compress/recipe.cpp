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

Recipe read(io::YamlFile file) {
  io::YamlMap root(file, file.root(), "");
  Recipe recipe;
  root.integer("octet_recipe", 1, 1);
  if (root.has("numerics")) {
    io::YamlMap map(file, root.mapping("numerics"), "/numerics");
    graph::Numerics& n = recipe.numerics;
    const auto bits = [&](const char* key, int high, int fallback) {
      return static_cast<int>(map.integer(key, 8, high, fallback));
    };
    n.residual_bits = bits("residual_bits", graph::kWidestResidual, n.residual_bits);
    n.multiplier_bits = bits("multiplier_bits", 31, n.multiplier_bits);
    n.gelu_input_bits = bits("gelu_input_bits", 16, n.gelu_input_bits);
    n.score_bits = bits("score_bits", 16, n.score_bits);
    map.finish();
  }
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
