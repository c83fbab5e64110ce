// SPDX-License-Identifier: Apache-2.0
// The integer model beside its float graph: predictions, origin, errors by layer.
#include "models/compress/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/compress/origin.hpp"
#include "models/compress/quantize.hpp"
#include "models/core/error.hpp"
#include "models/data/patches.hpp"
#include "models/graph/executor.hpp"
#include "models/reference/executor.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::compress {
namespace {

using Catch::Matchers::Contains;
using test::small_graph;

TEST_CASE("evaluation compares predictions pairwise", "[compress]") {
  const graph::FloatGraph source = small_graph(3);
  const data::ImageDataset images = test::noise_images(40, 6);
  const graph::Model model = compress(source, {}, images);
  std::size_t last = 0;
  const Evaluation result = evaluate(model, &source, images, 30, [&](std::size_t done, std::size_t total) {
    CHECK(total == 30);
    last = done;
  });
  CHECK(last == 30);
  CHECK(result.samples == 30);
  REQUIRE(result.agreement);
  CHECK(*result.agreement >= 0.9);
  CHECK(std::abs(result.integer - *result.reference) <= 1.0 - *result.agreement + 1e-12);
  CHECK(!evaluate(model, nullptr, images, 5).reference);
  data::ImageDataset wrong = images;
  wrong.height = 4;
  CHECK_THROWS_WITH(evaluate(model, nullptr, wrong), Contains("expected images of 8 x 8 x 1, got 4 x 8 x 1"));
  wrong = images;
  wrong.labels[2] = 3;
  CHECK_THROWS_WITH(evaluate(model, nullptr, wrong),
                    Contains("(byte 10): error: expected labels from 0 to 2, the model's output has 3 columns, got 3"));
}

TEST_CASE("a graph that cannot be the package's origin is refused with everything that differs", "[compress]") {
  const graph::FloatGraph source = small_graph(3);
  const graph::Model model = compress(source, {}, test::noise_images(8, 1));
  CHECK_NOTHROW(check_origin(model, source, "here"));
  CHECK_NOTHROW(check_origin(model, small_graph(4), "here"));  // weights are not compared
  const auto refuses = [&](const std::function<void(graph::FloatGraph&)>& change, const std::string& message) {
    graph::FloatGraph other = source;
    change(other);
    CAPTURE(message);
    CHECK_THROWS_WITH(check_origin(model, other, "here"),
                      Contains("here: error: expected the graph that the package was made from, got another:") &&
                          Contains("here: error: " + message));
    // Nobody compares them anyway.
    CHECK_THROWS_AS(evaluate(model, &other, test::noise_images(2, 1)), UserError);
  };
  const auto output = [](graph::FloatGraph& it) -> graph::FloatValue& {
    return it.values[static_cast<std::size_t>(it.output)];
  };
  refuses([&](graph::FloatGraph& it) { output(it).columns = 7; },
          "/output: expected 3 classes as in the package, got 7");
  refuses([&](graph::FloatGraph& it) { output(it).columns = 1; },
          "node head: expected [1, 3] as in the package, got [1, 1]");
  refuses([](graph::FloatGraph& it) { it.image.height = 16; },
          "/image: expected 8 x 8 x 1 in patches of 4 as in the package, got 16 x 8 x 1 in patches of 4");
  refuses([](graph::FloatGraph& it) { it.image = {}; },
          "/image: expected 8 x 8 x 1 in patches of 4 as in the package, got no image");
  refuses([](graph::FloatGraph& it) { it.values[0].rows = 49; },
          "/input: expected [4, 16] as in the package, got [49, 16]");
  refuses([](graph::FloatGraph& it) { std::get<graph::FloatAttention>(it.nodes[7].op).heads = 1; },
          "node attention: expected 2 heads as in the package, got 1 heads");
  refuses([](graph::FloatGraph& it) { it.nodes[3].name = "normal"; },
          "/nodes: expected a node norm1 as in the package, got none");
  refuses([](graph::FloatGraph& it) { it.nodes[3].name = "normal"; }, "/nodes: the package has no node normal");
  refuses(
      [](graph::FloatGraph& it) {
        std::swap(std::get<graph::FloatAttention>(it.nodes[7].op).query,
                  std::get<graph::FloatAttention>(it.nodes[7].op).key);
      },
      "node attention: expected inputs query, key, value as in the package, got inputs key, query, value");
  refuses(
      [](graph::FloatGraph& it) {
        const auto& gelu = std::get<graph::FloatGelu>(it.nodes[12].op);
        it.nodes[12].op = graph::FloatSoftmax{gelu.input, gelu.output};
      },
      "node gelu: expected gelu as in the package, got softmax");
  refuses(
      [](graph::FloatGraph& it) {
        for (graph::FloatValue& value : it.values) value.rows = 49;
      },
      "and ");
}

TEST_CASE("by layer, evaluation tells how far integers are from reals", "[compress]") {
  const graph::FloatGraph source = small_graph(3);
  const data::ImageDataset images = test::noise_images(6, 6);
  graph::Model model = compress(source, {}, images);
  const Evaluation plain = evaluate(model, &source, images);
  CHECK(plain.layers.empty());
  const Evaluation result = evaluate(model, &source, images, 0, {}, {}, true);
  CHECK(result.integer == plain.integer);
  CHECK(result.agreement == plain.agreement);
  REQUIRE(result.layers.size() == model.nodes.size());
  // Computed once more, from all values at once.
  reference::FloatExecutor reals(source);
  std::vector<double> signal(model.nodes.size()), noise(model.nodes.size()), largest(model.nodes.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    std::vector<Matrix<float>> real;
    reals.run(data::patches(images.image(i), model.image),
              [&](graph::ValueId, const Matrix<float>& value) { real.push_back(value); });
    std::size_t at = 0;
    graph::execute(model, data::patches(images.image(i), model.image),
                   [&](graph::ValueId id, const Matrix<std::int32_t>& value) {
                     if (at++ == 0) return;
                     for (std::size_t k = 0; k < value.data().size(); ++k) {
                       const double x = real[at - 1].data()[k];
                       const double error = value.data()[k] * model.values[static_cast<std::size_t>(id)].scale - x;
                       signal[at - 2] += x * x;
                       noise[at - 2] += error * error;
                       largest[at - 2] = std::max(largest[at - 2], std::abs(error));
                     }
                   });
  }
  for (std::size_t node = 0; node < model.nodes.size(); ++node) {
    const LayerError& it = result.layers[node];
    CAPTURE(it.name);
    CHECK(it.name == model.nodes[node].name);
    REQUIRE(it.sqnr_db);
    CHECK(*it.sqnr_db == Approx(10.0 * std::log10(signal[node] / noise[node])));
    CHECK(*it.sqnr_db > 10.0);
    CHECK(it.largest == Approx(largest[node]));
    CHECK(it.saturated < 0.05);
  }
  CHECK(result.layers[1].op == std::string("constant"));
  CHECK(result.layers[7].op == std::string("attention"));
  // One layer's scales wrong: it is seen there, and not before.
  auto& query = std::get<graph::Linear>(model.nodes[4].op);
  for (DyadicScale& scale : query.scale) scale.shift -= 3;
  const std::vector<LayerError> wrong = evaluate(model, &source, images, 0, {}, {}, true).layers;
  for (std::size_t node = 0; node < 4; ++node) CHECK(wrong[node].sqnr_db == result.layers[node].sqnr_db);
  CHECK(*wrong[4].sqnr_db < 5.0);
  CHECK(wrong[4].saturated > 0.2);
  CHECK(wrong[5].sqnr_db == result.layers[5].sqnr_db);
}

}  // namespace
}  // namespace octet::compress
