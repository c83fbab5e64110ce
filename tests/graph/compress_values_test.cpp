// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "models/compress/evaluate.hpp"
#include "models/compress/quantize.hpp"
#include "models/core/error.hpp"
#include "models/data/patches.hpp"
#include "models/graph/executor.hpp"
#include "models/graph/package.hpp"
#include "models/graph/validate.hpp"
#include "tests/graph/compress_support.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::compress {
namespace {

using Catch::Matchers::Contains;
using test::lines;
using test::relative_errors;
using test::small_graph;

TEST_CASE("every value of the integer model stays close to the float graph", "[compress]") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const graph::FloatGraph source = small_graph(seed);
    for (const RangeMethod method : {RangeMethod::kMax, RangeMethod::kPercentile, RangeMethod::kMse}) {
      const graph::Model model =
          compress(source, {.numerics = {}, .calibration_images = 32, .method = method}, test::noise_images(64, seed));
      CHECK(graph::find_faults(model).empty());
      const std::vector<double> errors = relative_errors(source, model, test::noise_images(16, seed + 50));
      for (std::size_t i = 0; i < errors.size(); ++i) {
        INFO(model.values[i].name << " seed " << seed << " method " << method_name(method));
        CHECK(errors[i] < 0.08);
      }
    }
  }
}

TEST_CASE("narrow widths lose accuracy, wide ones do not gain any beyond 8-bit activations", "[compress]") {
  const graph::FloatGraph source = small_graph(4);
  const auto images = test::noise_images(48, 4), fresh = test::noise_images(24, 5);
  const auto worst = [&](const graph::Numerics& numerics) {
    const graph::Model model =
        compress(source, {.numerics = numerics, .calibration_images = 48, .method = RangeMethod::kMax}, images);
    return relative_errors(source, model, fresh)[static_cast<std::size_t>(model.output)];
  };
  const double narrow = worst({.residual_bits = 8, .multiplier_bits = 8, .gelu_input_bits = 8, .score_bits = 8}),
               usual = worst({});
  CHECK(usual < narrow);
  for (const int residual : {16, 17, 22})
    CHECK(worst({.residual_bits = residual, .multiplier_bits = 31, .gelu_input_bits = 16, .score_bits = 16}) <
          1.5 * usual);
}

TEST_CASE("the quantizer gives each value the width its readers ask for", "[compress]") {
  const graph::Model model = compress(small_graph(1), {}, test::noise_images(8, 1));
  const auto bits = [&](const std::string& name) {
    for (const graph::Value& value : model.values)
      if (value.name == name) return value.bits;
    return 0;
  };
  CHECK(bits("pixels") == 8);
  CHECK(bits("embed") == 16);
  CHECK(bits("residual1") == 16);
  CHECK(bits("query") == 8);
  CHECK(bits("expand") == 12);
  CHECK(bits("gelu") == 8);
  CHECK(bits("head") == 16);
  CHECK(model.values[0].is_unsigned);
  CHECK(model.provenance.at("calibration.images") == "8");
}

TEST_CASE("a wide residual stream holds the sums of the float graph more exactly, and survives a package",
          "[compress][package]") {
  const graph::FloatGraph source = small_graph(1);
  const auto images = test::noise_images(32, 1), fresh = test::noise_images(8, 2);
  const test::TemporaryFolder folder;
  const auto compressed = [&](int bits) { return compress(source, {.numerics = {.residual_bits = bits}}, images); };
  // The operands of the first sum: 8-bit pixels times 8-bit weights, and the positions; only the latter gain bits.
  const auto position_error = [&](const graph::Model& model) {
    for (std::size_t i = 0; i < model.values.size(); ++i)
      if (model.values[i].name == "position") return relative_errors(source, model, fresh)[i];
    throw InternalError("no positions");
  };
  const double narrow = position_error(compressed(12)), usual = position_error(compressed(16)),
               wide = position_error(compressed(22));
  CHECK(usual < narrow / 8);
  CHECK(wide < usual / 32);
  const graph::Model model = compressed(22);
  CHECK(model.values[static_cast<std::size_t>(model.output)].bits == 16);
  graph::write_package(model, folder / "wide");
  const graph::Model back = graph::read_package(folder / "wide");
  CHECK(back.numerics.residual_bits == 22);
  const auto trace = [&](const graph::Model& of) {
    std::vector<Matrix<std::int32_t>> data;
    graph::execute(of, data::patches(fresh.image(0), of.image),
                   [&](graph::ValueId, const Matrix<std::int32_t>& x) { data.push_back(x); });
    return data;
  };
  CHECK(trace(back) == trace(model));
  CHECK(evaluate(back, &source, fresh).samples == 8);
}

TEST_CASE("scales beyond the multipliers are refused, with the way out", "[compress]") {
  const graph::FloatGraph source = small_graph(1);
  Statistics quiet;  // pixels have steps of one: the first sum's steps of 2^-25 are far below its accumulator's
  quiet.widen(0.05F);
  const Calibration seen{
      .values = std::vector<Statistics>(source.values.size(), quiet), .scores = {}, .deviations = {}};
  const auto with = [](int multiplier_bits) {
    return Recipe{.numerics = {.residual_bits = 22, .multiplier_bits = multiplier_bits}, .method = RangeMethod::kMax};
  };
  CHECK_THROWS_WITH(quantize(source, seen, with(8)),
                    Contains("graph.yaml:8:5: error: /nodes/0: 'embed': expected scales that fit multipliers of 8 "
                             "bits, got ") &&
                        Contains(": more multiplier_bits or fewer residual_bits fit"));
  CHECK(graph::find_faults(quantize(source, seen, with(16))).empty());
}

TEST_CASE("weights are symmetric per output channel and use their whole range", "[compress]") {
  const graph::Model model = compress(small_graph(1), {}, test::noise_images(8, 1));
  const auto& linear = std::get<graph::Linear>(model.nodes[4].op);
  for (std::size_t row = 0; row < linear.weight.rows(); ++row) {
    int largest = 0;
    for (const int w : linear.weight.row(row)) largest = std::max(largest, std::abs(w));
    CHECK(largest == 127);
  }
}

TEST_CASE("a bias that would overflow the accumulator coarsens its channel instead", "[compress]") {
  graph::FloatGraph source = small_graph(1);
  auto& head = std::get<graph::FloatLinear>(source.nodes.back().op);
  head.bias[1] = 1e9F;
  for (float& w : head.weight.row(2)) w = 0.0F;
  LossList findings;
  const graph::Model model = compress(source, {}, test::noise_images(8, 1), {}, &findings);
  CHECK(graph::find_faults(model).empty());
  const auto& linear = std::get<graph::Linear>(model.nodes.back().op);
  CHECK(std::abs(linear.bias[1]) <= 1 << 30);
  CHECK(lines(findings) ==
        "head: 33 % of its columns have weights of less than 7 bits, for their bias is too large "
        "beside them; give that bias by an addition of a constant\n");
}

TEST_CASE("compressing twice gives the same package", "[compress]") {
  const test::TemporaryFolder folder;
  for (const char* name : {"one", "two"})
    graph::write_package(compress(small_graph(2), {}, test::noise_images(16, 2)), folder / name);
  for (const char* name : {"model.yaml", "model.safetensors"})
    CHECK(test::contents(folder.path() / "one" / name) == test::contents(folder.path() / "two" / name));
}

TEST_CASE("a package keeps the float graph it came from", "[compress]") {
  const test::TemporaryFolder folder;
  test::write_small_graph(folder / "graph", 1);
  graph::write_package(compress(graph::read_float_graph(folder / "graph"), {}, test::noise_images(8, 1)),
                       folder / "package");
  CHECK(!read_reference(folder / "package"));
  store_reference(folder / "graph", folder / "package");
  REQUIRE(read_reference(folder / "package"));
  CHECK(read_reference(folder / "package")->nodes.size() == 18);
  CHECK(graph::read_package(folder / "package").name == "small");
}

}  // namespace
}  // namespace octet::compress
