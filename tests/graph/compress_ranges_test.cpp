// SPDX-License-Identifier: Apache-2.0
#include "models/compress/quantize.hpp"
#include "tests/graph/compress_support.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::compress {
namespace {

using Catch::Matchers::Contains;
using test::lines;
using test::small_graph;

TEST_CASE("what calibration saw beyond the range of a value is told with node, share and remedy", "[compress]") {
  graph::FloatGraph source = small_graph(1);
  const auto told = [&](const Recipe& recipe) {
    LossList findings;
    compress(source, recipe, test::noise_images(16, 1), {}, &findings);
    return lines(findings);
  };
  const Recipe narrow{.numerics = {.gelu_input_bits = 8}, .method = RangeMethod::kMax};
  CHECK(told(narrow).empty());
  // The activation unit takes at most +-20.9 in 8 bits.
  for (graph::FloatNode& node : source.nodes)
    if (node.name == "expand")
      for (float& w : std::get<graph::FloatLinear>(node.op).weight.data()) w *= 20.0F;
  CHECK_THAT(told(narrow), Catch::Matchers::StartsWith("expand: ") &&
                               Contains(" % of its results saturate at +-20.9; raise gelu_input_bits in the recipe\n"));
  CHECK(told({.numerics = {}, .method = RangeMethod::kMax}).empty());

  // Few elements hold half of the power: the percentile drops them.
  Statistics peaked;
  std::vector<float> values(100000, 1.0F);
  for (std::size_t i = 0; i < 5; ++i) values[i] = 140.0F;
  for (const float x : values) peaked.widen(x);
  for (const float x : values) peaked.count(x);
  CHECK(peaked.share_beyond(2.0) == Approx(5e-5));
  CHECK(peaked.power_beyond(2.0) == Approx(5 * 138.0 * 138.0 / (99995 + 5 * 140.0 * 140.0)).epsilon(0.01));
  CHECK(peaked.share_beyond(140.0) == 0.0);
  LossList findings;
  const Calibration seen{
      .values = std::vector<Statistics>(source.values.size(), peaked), .scores = {}, .deviations = {}};
  quantize(source, seen, {.numerics = {}, .method = RangeMethod::kPercentile}, &findings);
  CHECK_THAT(lines(findings), Contains("query: 0.005 % of its results saturate at +-1.0") &&
                                  Contains("; take calibration method max in the recipe\n"));
  findings.clear();
  quantize(source, seen, {.numerics = {}, .method = RangeMethod::kMax}, &findings);
  CHECK(lines(findings).empty());
}

TEST_CASE("least squares clips outliers, the percentile ignores them, the maximum keeps them", "[compress]") {
  Statistics statistics;
  test::Random random(1);
  std::vector<float> values;
  for (int i = 0; i < 100000; ++i) values.push_back(static_cast<float>(random.between(-1000, 1000)) / 1000.0F);
  values.push_back(8.0F);
  for (const float x : values) statistics.widen(x);
  for (const float x : values) statistics.count(x);
  CHECK(statistics.range(8, RangeMethod::kMax) == Approx(8.0).epsilon(1e-4));
  CHECK(statistics.range(8, RangeMethod::kPercentile) == Approx(1.0).margin(0.02));
  // One outlier: 1e5 (c / 127)^2 / 12 + (8 - c)^2 is least at 5.27; clip points are 1/8 apart.
  CHECK(statistics.range(8, RangeMethod::kMse) == Approx(5.25).margin(0.13));
  CHECK(statistics.range(16, RangeMethod::kMse) == Approx(10.0).epsilon(1e-4));
  CHECK(Statistics().range(8, RangeMethod::kMse) == 1.0);
}

TEST_CASE("recipes are read strictly", "[compress]") {
  const test::TemporaryFolder folder;
  const auto complaint = [&](const std::string& text) {
    test::put(folder / "r.yaml", text);
    return test::complaint(folder, [&] { read_recipe(folder / "r.yaml"); });
  };
  CHECK(complaint("octet_recipe: 1\n") == "");
  CHECK(complaint(
            "octet_recipe: 1\nnumerics: {residual_bits: 8, score_bits: 16}\ncalibration: {images: 3, method: max}\n") ==
        "");
  CHECK(read_recipe(folder / "r.yaml").numerics.residual_bits == 8);
  CHECK(read_recipe(folder / "r.yaml").numerics.multiplier_bits == 16);
  CHECK(read_recipe(folder / "r.yaml").method == RangeMethod::kMax);
  CHECK(complaint("octet_recipe: 1\nnumerics: {residual_bits: 22}\n") == "");
  CHECK(read_recipe(folder / "r.yaml").numerics.residual_bits == 22);
  CHECK(complaint("octet_recipe: 1\nnumerics: {residual_bits: 23}\n") ==
        "r.yaml:2:27: error: /numerics/residual_bits: expected an integer from 8 to 22, got '23'");
  CHECK(complaint("octet_recipe: 1\nnumerics: {residual: 8}\n") ==
        "r.yaml:2:12: error: /numerics/residual: unknown key; did you mean residual_bits?");
  CHECK(complaint("octet_recipe: 1\ncalibration: {method: best}\n") ==
        "r.yaml:2:23: error: /calibration/method: expected max, percentile or mse, got 'best'");
  CHECK(complaint("a: 1") ==
        "r.yaml:1:1: error: /octet_recipe: required, but missing\nr.yaml:1:1: error: /a: unknown key");
}

}  // namespace
}  // namespace octet::compress
