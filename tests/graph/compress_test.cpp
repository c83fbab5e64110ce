// SPDX-License-Identifier: Apache-2.0
#include "models/compress/evaluate.hpp"
#include "models/compress/quantize.hpp"
#include "models/core/error.hpp"
#include "models/data/patches.hpp"
#include "models/graph/executor.hpp"
#include "models/graph/package.hpp"
#include "models/graph/validate.hpp"
#include "models/reference/executor.hpp"
#include "models/units/softmax.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/graph/pair_graphs.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>

namespace octet::compress {
namespace {

using Catch::Matchers::Contains;
using test::small_graph;

std::string lines(const Findings& findings) {
  std::string all;
  for (const Finding& finding : findings) all += text(finding) + "\n";
  return all;
}

/// Root mean square error of each value of the integer model, relative to the float value's own root mean square.
std::vector<double> relative_errors(const graph::FloatGraph& source, const graph::Model& model,
                                    const data::ImageDataset& images) {
  std::vector<double> error(model.values.size()), power(model.values.size());
  reference::Executor executor(source);
  for (std::size_t i = 0; i < images.size(); ++i) {
    const auto input = data::patches(images.image(i), model.image);
    std::vector<Matrix<float>> real(model.values.size());
    executor.run(input,
                 [&](graph::ValueId id, const Matrix<float>& value) { real[static_cast<std::size_t>(id)] = value; });
    graph::execute(model, input, [&](graph::ValueId id, const Matrix<std::int32_t>& value) {
      const auto index = static_cast<std::size_t>(id);
      for (std::size_t j = 0; j < value.data().size(); ++j) {
        const double x = real[index].data()[j];
        error[index] += std::pow(value.data()[j] * model.values[index].scale - x, 2);
        power[index] += x * x;
      }
    });
  }
  for (std::size_t i = 0; i < error.size(); ++i) error[i] = std::sqrt(error[i] / power[i]);
  return error;
}

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
    Findings findings;
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
    Findings findings;
    compress(source, {.numerics = {.score_bits = bits}}, images, {}, &findings);
    return findings;
  };
  const Findings narrow = told(8);
  CAPTURE(lines(narrow));
  REQUIRE(narrow.size() == 3);
  for (const Finding& finding : narrow) CHECK(finding.node == "probabilities");
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
  Findings findings;
  const graph::Model model = compress(source, {}, test::noise_images(8, 1), {}, &findings);
  CHECK(graph::find_faults(model).empty());
  const auto& linear = std::get<graph::Linear>(model.nodes.back().op);
  CHECK(std::abs(linear.bias[1]) <= 1 << 30);
  CHECK(lines(findings) ==
        "head: 33 % of its columns have weights of less than 7 bits, for their bias is too large "
        "beside them; give that bias by an addition of a constant\n");
}

TEST_CASE("what calibration saw beyond the range of a value is told with node, share and remedy", "[compress]") {
  graph::FloatGraph source = small_graph(1);
  const auto told = [&](const Recipe& recipe) {
    Findings findings;
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
  Findings findings;
  const Calibration seen{
      .values = std::vector<Statistics>(source.values.size(), peaked), .scores = {}, .deviations = {}};
  quantize(source, seen, {.numerics = {}, .method = RangeMethod::kPercentile}, &findings);
  CHECK_THAT(lines(findings), Contains("query: 0.005 % of its results saturate at +-1.0") &&
                                  Contains("; take calibration method max in the recipe\n"));
  findings.clear();
  quantize(source, seen, {.numerics = {}, .method = RangeMethod::kMax}, &findings);
  CHECK(lines(findings).empty());
}

TEST_CASE("compressing twice gives the same package", "[compress]") {
  const test::TemporaryFolder folder;
  for (const char* name : {"one", "two"})
    graph::write_package(compress(small_graph(2), {}, test::noise_images(16, 2)), folder / name);
  for (const char* name : {"model.yaml", "model.safetensors"})
    CHECK(test::contents(folder.path() / "one" / name) == test::contents(folder.path() / "two" / name));
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

/// What an evaluation of a network of tests/graph/networks says, and of compressing it.
struct Compressed {
  double agreement = 0.0;
  std::string findings;
};

Compressed compress_network(const std::string& network, const std::string& images,
                            const graph::Numerics& numerics = {}) {
  const std::filesystem::path folder = "tests/graph/networks";
  const graph::FloatGraph source = graph::read_float_graph(folder / network);
  Findings findings;
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
  int compressed = 0, refused = 0;
  for (const std::string& producer : test::producers())
    for (const std::string& first : test::readers())
      for (const std::string& second : test::readers()) {
        CAPTURE(producer, first, second);
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
        CHECK(errors[static_cast<std::size_t>(model.output)] < 0.2);  // 8 bits a value; heads nearly cancel in some
      }
  CHECK(compressed + refused == 9 * 8 * 8);
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
    Findings findings;
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
