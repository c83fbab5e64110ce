// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/graph/model.hpp"

namespace octet::compress {

/// How the range of an 8-bit activation is chosen from what calibration saw. Wider values always take the largest
/// magnitude, with headroom.
enum class RangeMethod {
  kMax,         ///< largest magnitude
  kPercentile,  ///< magnitude that 99.99 % of the elements do not exceed
  kMse,         ///< clip point of the least mean squared error
};

/// Widths of the nodes whose names a pattern matches (`io::matches`).
struct NodeRule {
  std::string match;
  graph::SomeNumerics widths;
  std::string place = "recipe";  ///< `file:line:column`
};

/// What `octet compress` is asked to do.
struct Recipe {
  graph::Numerics numerics;  ///< of all that no rule says
  int calibration_images = 256;
  RangeMethod method = RangeMethod::kMse;
  std::vector<NodeRule> rules = {};  ///< of those that match a node, the last that says a width
};

/// `max`, `percentile` or `mse`.
std::string method_name(RangeMethod method);

/// Reads a recipe (YAML): `octet_recipe: 1`, `numerics: {residual_bits, multiplier_bits, gelu_input_bits, score_bits}`,
/// `nodes`, a list of rules of a `match` and some of the same widths, and `calibration: {images, method}`, all but the
/// first optional. UserError with every unknown, duplicate or mistyped key and every width out of range.
Recipe read_recipe(const std::filesystem::path& path);

/// The same for text in memory; `name` stands for the file in messages.
Recipe parse_recipe(const std::string& yaml, const std::string& name);

}  // namespace octet::compress
