// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "models/compress/quantize.hpp"
#include "models/data/patches.hpp"
#include "models/graph/executor.hpp"
#include "models/units/softmax.hpp"
#include "tests/graph/compress_support.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::compress {
namespace {

using test::lines;
using test::small_graph;

/// `small_graph` with logits `gain` times as large, and a softmax of them as output.
graph::FloatGraph softmax_graph(float gain) {
  graph::FloatGraph source = small_graph(1);
  auto& head = std::get<graph::FloatLinear>(source.nodes.back().op);
  for (float& w : head.weight.data()) w *= gain;
  for (float& b : head.bias) b *= gain;
  const graph::ValueId logits = source.output;
  source.output = static_cast<graph::ValueId>(source.values.size());
  source.values.push_back({"probabilities", 1, 3});
  source.nodes.push_back({"probabilities", graph::FloatSoftmax{logits, source.output}});
  return source;
}

TEST_CASE("scores of every size keep their order: softmax of large logits predicts what the logits do", "[compress]") {
  const auto images = test::noise_images(200, 3);
  const auto classes = [&](const graph::Model& model) {
    std::vector<std::ptrdiff_t> out;
    for (std::size_t i = 0; i < images.size(); ++i) {
      const auto y = graph::execute(model, data::patches(images.image(i), model.image));
      out.push_back(std::max_element(y.data().begin(), y.data().end()) - y.data().begin());
    }
    return out;
  };
  for (const auto& [gain, bits] : {std::pair{32.0F, 12}, {512.0F, 16}}) {
    CAPTURE(gain, bits);
    graph::FloatGraph source = softmax_graph(gain);
    LossList findings;
    const auto with = classes(compress(source, {.numerics = {.score_bits = bits}}, images, {}, &findings));
    CHECK(lines(findings).empty());
    source.output = std::get<graph::FloatSoftmax>(source.nodes.back().op).input;
    source.values.pop_back();
    source.nodes.pop_back();
    const auto without = classes(compress(source, {}, images));
    std::size_t same = 0;
    for (std::size_t i = 0; i < images.size(); ++i) same += with[i] == without[i] ? 1 : 0;
    CHECK(same >= images.size() * 99 / 100);
  }
}

TEST_CASE("scores have the finest step whose range holds what calibration saw, with headroom", "[compress]") {
  graph::FloatGraph source = softmax_graph(16.0F);
  for (graph::FloatNode& node : source.nodes)
    if (node.name == "query")
      for (float& w : std::get<graph::FloatLinear>(node.op).weight.data()) w *= 8.0F;
  const auto images = test::noise_images(32, 1);
  const Calibration seen = calibrate(source, images, 32);
  REQUIRE(seen.scores.size() == 2);
  for (const int bits : {8, 12, 16}) {
    const graph::Model model = quantize(source, seen, {.numerics = {.score_bits = bits}});
    const double top = (1 << (bits - 1)) - 1;
    int checked = 0;
    const auto check = [&](graph::ValueId output, int align) {
      const double largest = seen.scores.at(output).all.largest();
      CAPTURE(bits, align, largest);
      CHECK(golden::score_step(align) * top >= 1.25 * largest);
      CHECK((align == 0 || golden::score_step(align - 1) * top < 1.2501 * largest));
      ++checked;
    };
    for (const graph::Node& node : model.nodes) {
      if (const auto* attention = std::get_if<graph::Attention>(&node.op)) {
        check(attention->output, attention->score_align);
        const auto scale = [&](graph::ValueId id) { return model.values[static_cast<std::size_t>(id)].scale; };
        CHECK(real_from_dyadic(attention->score) * golden::score_step(attention->score_align) ==
              Approx(scale(attention->query) * scale(attention->key) / std::sqrt(8.0)).epsilon(1e-4));
      }
      if (const auto* softmax = std::get_if<graph::Softmax>(&node.op)) {
        check(softmax->output, softmax->score_align);
        CHECK(model.values[static_cast<std::size_t>(softmax->input)].scale == golden::score_step(softmax->score_align));
      }
    }
    CHECK(checked == 2);
  }
}

TEST_CASE("scores that saturate, rows that tie and coarse steps are told, and the remedy heals them", "[compress]") {
  const graph::FloatGraph source = softmax_graph(1024.0F);
  const auto images = test::noise_images(32, 1);
  const auto told = [&](int bits) {
    LossList findings;
    compress(source, {.numerics = {.score_bits = bits}}, images, {}, &findings);
    return findings;
  };
  const LossList narrow = told(8);
  CAPTURE(lines(narrow));
  REQUIRE(narrow.size() == 3);
  for (const Loss& finding : narrow) CHECK(finding.node == "probabilities");
  CHECK(narrow[0].what == "of its scores saturate at +-424");
  CHECK(narrow[1].what == "of its rows tie at their largest score, for it saturates");
  CHECK(narrow[2].what == "is what scores in steps of 3.3 change an exponential by");
  CHECK((narrow[0].share > 0.0 && narrow[0].share <= 1.0));
  CHECK((narrow[1].share > 0.0 && narrow[1].share <= 1.0));
  CHECK(text(narrow[2]).rfind("probabilities: 81 % is what scores in steps of 3.3 change", 0) == 0);
  CHECK(text({"a", 1.0, "of it", "mend it"}) == "a: 100 % of it; mend it");
  const std::string remedy = "raise score_bits in the recipe to ";
  REQUIRE(narrow[0].remedy.rfind(remedy, 0) == 0);
  const int enough = std::stoi(narrow[0].remedy.substr(remedy.size()));
  CHECK(lines(told(enough)).empty());
  CHECK(lines(told(enough - 1)) != "");
}

}  // namespace
}  // namespace octet::compress
