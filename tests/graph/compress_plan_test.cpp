// SPDX-License-Identifier: Apache-2.0
#include "models/compress/plan.hpp"

#include "models/compress/quantize.hpp"
#include "models/graph/package.hpp"
#include "models/graph/validate.hpp"
#include "tests/graph/compress_support.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::compress {
namespace {

using Catch::Matchers::Contains;
using test::small_graph;

Recipe recipe_of(const std::string& rules) {
  return parse_recipe("octet_recipe: 1\ncalibration: {images: 8, method: max}\nnodes:\n" + rules, "r.yaml");
}

graph::Model compressed_by(const Recipe& recipe) { return compress(small_graph(1), recipe, test::noise_images(8, 1)); }

const graph::Value& named_value(const graph::Model& model, const std::string& name) {
  for (const graph::Value& value : model.values)
    if (value.name == name) return value;
  throw InternalError("no value " + name);
}

/// Nodes with multipliers, or scores, of these bits: their names in one line.
std::string nodes_with(const graph::Model& model, graph::NumericChoice choice, int bits) {
  std::string out;
  for (const graph::Node& node : model.nodes)
    for (const graph::NumericChoice own : graph::own_choices(node.op))
      if (own == choice && width_of(graph::numerics_of(model, node), choice) == bits)
        out += (out.empty() ? "" : " ") + node.name;
  return out;
}

/// What is said of a recipe when it meets the graph.
std::string refused_rules(const std::string& rules) {
  try {
    plan_widths(small_graph(1), recipe_of(rules));
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("rules give nodes and values widths of their own, the last that matches decides", "[compress]") {
  const graph::Model model =
      compressed_by(recipe_of("  - {match: '*', multiplier_bits: 20}\n"
                              "  - {match: attention, score_bits: 10, multiplier_bits: 24}\n"
                              "  - {match: 'residual?', residual_bits: 13}\n"
                              "  - {match: residual1, residual_bits: 14}\n"
                              "  - {match: position, residual_bits: 20}\n"
                              "  - {match: 'g*u', gelu_input_bits: 9, multiplier_bits: 12}\n"
                              "  - {match: h*d, multiplier_bits: 12}\n"));
  CHECK(model.numerics == graph::Numerics{});
  CHECK(nodes_with(model, graph::kMultiplierBits, 20) ==
        "embed residual0 query key value output residual1 expand contract residual2 pool");
  CHECK(nodes_with(model, graph::kMultiplierBits, 24) == "attention");
  CHECK(nodes_with(model, graph::kMultiplierBits, 12) == "gelu head");
  CHECK(nodes_with(model, graph::kScoreBits, 10) == "attention");
  CHECK(named_value(model, "residual0").bits == 13);
  CHECK(named_value(model, "residual1").bits == 14);
  CHECK(named_value(model, "position").bits == 20);  // beyond what machines hold
  CHECK(named_value(model, "residual2").bits == 13);
  CHECK(named_value(model, "output").bits == 16);  // an operand keeps what the recipe says of all
  CHECK(named_value(model, "expand").bits == 9);
  CHECK(named_value(model, "head").bits == 16);
  const std::vector<double> errors = test::relative_errors(small_graph(1), model, test::noise_images(8, 2));
  CHECK(errors[static_cast<std::size_t>(model.output)] < 0.1);
  // A package holds it all.
  const test::TemporaryFolder folder;
  graph::write_package(model, folder.path());
  const graph::Model back = graph::read_package(folder.path());
  for (const int bits : {12, 20, 24})
    CHECK(nodes_with(back, graph::kMultiplierBits, bits) == nodes_with(model, graph::kMultiplierBits, bits));
  CHECK(nodes_with(back, graph::kScoreBits, 10) == "attention");
}

TEST_CASE("a rule for all nodes gives the integers of a recipe of these widths", "[compress]") {
  const graph::Model by_rule = compressed_by(
      recipe_of("  - {match: '*', residual_bits: 13, multiplier_bits: 11, gelu_input_bits: 10, score_bits: 9}\n"));
  graph::Model by_numerics = compressed_by(
      parse_recipe("octet_recipe: 1\ncalibration: {images: 8, method: max}\n"
                   "numerics: {residual_bits: 13, multiplier_bits: 11, gelu_input_bits: 10, score_bits: 9}\n",
                   "r.yaml"));
  CHECK(nodes_with(by_rule, graph::kMultiplierBits, 11) == nodes_with(by_numerics, graph::kMultiplierBits, 11));
  for (const graph::Node& node : by_numerics.nodes) CHECK(node.own == graph::SomeNumerics{});
  // Said once for all instead of node by node, it is the same package.
  graph::Model folded = by_rule;
  folded.numerics = by_numerics.numerics;
  const test::TemporaryFolder folder;
  graph::write_package(folded, folder / "folded");
  graph::write_package(by_numerics, folder / "numerics");
  for (const char* name : {"model.yaml", "model.safetensors"})
    CHECK(test::contents(folder.path() / "folded" / name) == test::contents(folder.path() / "numerics" / name));
}

TEST_CASE("activations that share an input take the width of the narrowest", "[compress]") {
  graph::FloatGraph source = small_graph(1);
  const graph::ValueId input = std::get<graph::FloatGelu>(source.nodes[12].op).input;
  source.values.push_back({"again", 4, 24});
  source.nodes.push_back({"again", graph::FloatGelu{input, static_cast<graph::ValueId>(source.values.size()) - 1}});
  for (const std::string rules : {"  - {match: again, gelu_input_bits: 9}\n",
                                  "  - {match: gelu, gelu_input_bits: 9}\n  - {match: again, gelu_input_bits: 14}\n"})
    CHECK(named_value(compress(source, recipe_of(rules), test::noise_images(8, 1)), "expand").bits == 9);
}

TEST_CASE("a rule that matches nothing, or nothing with such a width, is refused where it stands", "[compress]") {
  CHECK(refused_rules("  - {match: attention, score_bits: 10}\n") == "");
  CHECK(refused_rules("  - {match: heed, multiplier_bits: 12}\n") ==
        "r.yaml:4:5: error: /nodes/0/match: expected the name of a node or a pattern of some, got 'heed'; did you mean "
        "head?");
  CHECK(refused_rules("  - {match: head, multiplier_bits: 12}\n  - {match: 'blocks.*', multiplier_bits: 12}\n"
                      "  - {match: head, score_bits: 12, gelu_input_bits: 9}\n") ==
        "r.yaml:5:5: error: /nodes/1/match: expected the name of a node or a pattern of some, got 'blocks.*'\n"
        "r.yaml:6:5: error: /nodes/2/gelu_input_bits: expected a match of an activation, got none of them by 'head'\n"
        "r.yaml:6:5: error: /nodes/2/score_bits: expected a match of an attention or a softmax, got none of them by "
        "'head'");
  CHECK_THAT(refused_rules("  - {match: 'norm*', residual_bits: 12, multiplier_bits: 12}\n"),
             Contains("/nodes/0/residual_bits: expected a match of a node that writes a residual stream, got none of "
                      "them by 'norm*'") &&
                 Contains("/nodes/0/multiplier_bits: expected a match of a node that requantizes"));
}

TEST_CASE("rules are read strictly", "[compress]") {
  const auto refusal = [](const std::string& rules) -> std::string {
    try {
      recipe_of(rules);
    } catch (const UserError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refusal("  - {match: head, multiplier_bits: 32}\n") ==
        "r.yaml:4:36: error: /nodes/0/multiplier_bits: expected an integer from 8 to 31, got '32'");
  CHECK(refusal("  - {match: head, multiplier_bit: 12}\n") ==
        "r.yaml:4:19: error: /nodes/0/multiplier_bit: unknown key; did you mean multiplier_bits?");
  CHECK(refusal("  - {match: head}\n") ==
        "r.yaml:4:13: error: /nodes/0/match: expected a width beside it: residual_bits, multiplier_bits, "
        "gelu_input_bits or score_bits");
  CHECK(refusal("  - {score_bits: 12}\n") == "r.yaml:4:5: error: /nodes/0/match: required, but missing");
  CHECK_THAT(refusal("  - head\n"), Contains("r.yaml:4:5: error: /nodes/0: expected a mapping"));
}

}  // namespace
}  // namespace octet::compress
