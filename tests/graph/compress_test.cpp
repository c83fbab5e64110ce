// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "models/compress/evaluate.hpp"
#include "models/compress/quantize.hpp"
#include "models/core/error.hpp"
#include "tests/graph/compress_support.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/graph/pairs.hpp"
#include "tests/support/catch.hpp"

namespace octet::compress {
namespace {

using Catch::Matchers::Contains;
using test::lines;
using test::relative_errors;

/// What an evaluation of a network of tests/graph/networks says, and of compressing it.
struct Compressed {
  double agreement = 0.0;
  std::string findings;
};

Compressed compress_network(const std::string& network, const std::string& images,
                            const graph::Numerics& numerics = {}) {
  const std::filesystem::path folder = "tests/graph/networks";
  const graph::FloatGraph source = graph::read_float_graph(folder / network);
  LossList findings;
  const graph::Model model = compress(source, {.numerics = numerics},
                                      data::read_image_dataset(folder / images, data::Split::kTrain), {}, &findings);
  return {evaluate(model, &source, data::read_image_dataset(folder / images, data::Split::kTest)).agreement.value(),
          lines(findings)};
}

TEST_CASE("a network whose epsilon is above its variances agrees like one whose epsilon is below", "[compress]") {
  const double above = compress_network("epsilon_above_variance", "images").agreement,
               below = compress_network("epsilon_below_variance", "images").agreement;
  CAPTURE(above, below);
  CHECK(above >= below);
  CHECK(below >= 0.97);
}

TEST_CASE("a LayerNorm of what a linear layer writes has the bits of the residual stream", "[compress]") {
  const Compressed wide = compress_network("linear_to_layernorm", "dark_images");
  CAPTURE(wide.agreement, wide.findings);
  CHECK(wide.agreement >= 0.97);
  CHECK(wide.findings.find("of its rows deviate") == std::string::npos);
  const Compressed narrow = compress_network("linear_to_layernorm", "dark_images", {.residual_bits = 8});
  CAPTURE(narrow.agreement, narrow.findings);
  CHECK(narrow.agreement < 0.9);
  CHECK_THAT(narrow.findings, Contains("of its rows deviate by less than 8 steps of 'embed', which has 8 bits; raise "
                                       "residual_bits in the recipe"));
}

TEST_CASE("sums read by products, means and GELUs, and a GELU of a LayerNorm, agree with their float graphs",
          "[compress]") {
  for (const std::string network : {"add_to_linear", "add_to_mean", "add_to_gelu", "layernorm_to_gelu"}) {
    const Compressed of = compress_network(network, "images");
    CAPTURE(network, of.agreement, of.findings);
    CHECK(of.agreement >= 0.95);
  }
}

TEST_CASE("results beyond float32 are told at the node where they begin", "[compress]") {
  CHECK_THROWS_WITH(compress_network("beyond_float32", "images"),
                    Contains("beyond_float32/graph.yaml:8:5: error: /nodes/0: expected finite float results, got "
                             "infinity from 'embed' on calibration images: scale its weights or what it reads down"));
}

TEST_CASE("every producer and every two readers of its value agree with the float graph, or are told why not",
          "[compress]") {
  const data::ImageDataset images = test::noise_images(8, 3), fresh = test::noise_images(8, 4);
  std::size_t compressed = 0, refused = 0, chances = 0;
  for (const std::string& producer : test::producers())
    for (const std::string& first : test::readers())
      for (const std::string& second : test::readers()) {
        CAPTURE(producer, first, second);
        if (test::agree_by_chance(first, second)) {
          ++chances;
          continue;
        }
        const graph::FloatGraph source = test::PairGraph(1).build(producer, first, second);
        const Recipe recipe{.numerics = {}, .calibration_images = 8, .method = RangeMethod::kMax};
        if (const auto why = test::refusal(producer, first, second)) {
          ++refused;
          CHECK_THROWS_WITH(compress(source, recipe, images), Contains("/nodes/") && Contains(*why));
          continue;
        }
        ++compressed;
        const graph::Model model = compress(source, recipe, images);
        const std::vector<double> errors = relative_errors(source, model, fresh);
        for (std::size_t i = 0; i < errors.size(); ++i)
          if (model.values[i].name == "first" || model.values[i].name == "second") CHECK(errors[i] < 0.1);
        CHECK(errors[static_cast<std::size_t>(model.output)] < 0.3);  // 8 bits a value; heads nearly cancel in some
      }
  const std::size_t pairs = test::readers().size() * test::readers().size();
  CHECK(compressed + refused + chances == test::producers().size() * pairs);
  CHECK(compressed > refused);
}

TEST_CASE("a value is as narrow as the narrowest of its readers asks", "[compress]") {
  const auto value_of = [](const std::string& producer, const std::string& first, const std::string& second) {
    const graph::Model model =
        compress(test::PairGraph(1).build(producer, first, second),
                 {.numerics = {}, .calibration_images = 4, .method = RangeMethod::kMax}, test::noise_images(4, 3));
    for (const graph::Value& value : model.values)
      if (value.name == "value") return value;
    throw InternalError("no value");
  };
  for (const std::string producer : {"linear", "constant", "add", "mean"}) {
    CAPTURE(producer);
    CHECK(value_of(producer, "layernorm", "layernorm").bits == 16);
    CHECK(value_of(producer, "layernorm", "add").bits == 16);
    CHECK(value_of(producer, "layernorm", "output").bits == 16);
    CHECK(value_of(producer, "layernorm", "linear").bits == 8);
    CHECK(value_of(producer, "add", "mean").bits == 8);
    CHECK(value_of(producer, "gelu", "layernorm").bits == 12);
    CHECK(value_of(producer, "gelu", "gelu").scale == value_of(producer, "gelu", "layernorm").scale);
    CHECK(value_of(producer, "gelu", "attention").bits == 8);
    CHECK(value_of(producer, "softmax", "add").bits == 12);
  }
  for (const std::string producer : {"layernorm", "attention", "gelu"})
    CHECK(value_of(producer, "layernorm", "gelu").bits == 8);
}

TEST_CASE("a LayerNorm input of fewer bits than the residual stream is told", "[compress]") {
  const auto findings_of = [](const graph::FloatGraph& source) {
    LossList findings;
    compress(source, {.numerics = {}, .calibration_images = 4}, test::noise_images(4, 3), {}, &findings);
    return lines(findings);
  };
  CHECK(findings_of(test::PairGraph(1).build("linear", "layernorm", "add")).find("deviate") == std::string::npos);
  CHECK_THAT(
      findings_of(test::PairGraph(1).build("linear", "layernorm", "mean")),
      Contains("first: ") && Contains(" % of its rows deviate by less than 8 steps of 'value', which has 8 bits; "
                                      "let what else reads that take an addition of a constant of zeros to it"));
  CHECK_THAT(findings_of(test::PairGraph(1).build("gelu", "layernorm", "add")),
             Contains("which has 8 bits; a linear layer, a sum or a mean in its place writes residual_bits"));
}

TEST_CASE("an epsilon too large for the step of its input gets a larger step", "[compress]") {
  graph::FloatGraph source = test::PairGraph(1).build("linear", "layernorm", "layernorm");
  for (graph::FloatNode& node : source.nodes) {
    if (auto* it = std::get_if<graph::FloatLinear>(&node.op); it != nullptr && node.name == "value")
      for (std::vector<float>* all : {&it->weight.data(), &it->bias})
        for (float& x : *all) x *= 1e-6F;
    if (auto* it = std::get_if<graph::FloatLayerNorm>(&node.op)) it->epsilon = 1.0;
  }
  const graph::Model model = compress(source, {.numerics = {}, .calibration_images = 4}, test::noise_images(4, 3));
  for (const graph::Node& node : model.nodes)
    if (const auto* it = std::get_if<graph::LayerNorm>(&node.op)) {
      const auto epsilon = static_cast<double>(it->epsilon);
      const double step = model.values[static_cast<std::size_t>(it->input)].scale;
      CHECK(epsilon == Approx(16.0 * 16.0 / (step * step)).epsilon(1e-9));
      CHECK(epsilon > std::ldexp(1.0, 53));
    }
}

}  // namespace
}  // namespace octet::compress
