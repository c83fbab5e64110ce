// SPDX-License-Identifier: Apache-2.0
#include "models/blocks/shapes.hpp"

#include "models/graph/validate.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::graph {
namespace {

using blocks::read_shapes;
using blocks::ShapesWorkload;
using Catch::Matchers::Contains;

const std::string kSmall = R"(octet_shapes: 1
name: small
reference: "A Paper, arXiv 1234.56789"
encoder:
  layers: 2
  width: 24
  heads: 3
  ffn_width: 40
  tokens: 13
  norm: post
left_out: [embedding, head]
)";

ShapesWorkload read_text(const std::string& text) {
  const test::TemporaryFolder folder;
  test::put(folder / "net.yaml", text);
  return read_shapes(folder / "net.yaml");
}

std::string after_shapes_edit(const std::string& from, const std::string& to) {
  const test::TemporaryFolder folder;
  test::put(folder / "net.yaml", test::replaced(kSmall, from, to));
  return test::complaint(folder, [&] { read_shapes(folder / "net.yaml"); });
}

const Value& value_at(const Model& model, ValueId id) { return model.values[static_cast<std::size_t>(id)]; }

TEST_CASE("a network is built from its shapes, without weights", "[shapes]") {
  const ShapesWorkload workload = read_text(kSmall);
  const Model& model = workload.model;
  CHECK(workload.reference == "A Paper, arXiv 1234.56789");
  CHECK(model.name == "small");
  CHECK_FALSE(model.has_weights);
  CHECK(find_faults(model).empty());
  CHECK(model.nodes.size() == 2 * 12);
  for (const Node& node : model.nodes)
    if (const auto* linear = std::get_if<Linear>(&node.op)) CHECK(linear->weight.data().empty());
  CHECK(value_at(model, model.input).bits == 8);
  CHECK(value_at(model, model.output).name == "layers.1.norm2");
  CHECK(value_at(model, model.output).rows == 13);
  CHECK(value_at(model, model.output).columns == 24);
}

TEST_CASE("normalization before or after is a choice of the file", "[shapes]") {
  const Model model = read_text(test::replaced(kSmall, "norm: post", "norm: pre")).model;
  CHECK(model.nodes.size() == 2 * 12);
  CHECK(model.nodes.front().name == "layers.0.norm1");
  CHECK(value_at(model, model.input).bits == 16);
  CHECK(value_at(model, model.output).name == "layers.1.residual2");
}

TEST_CASE("unknown, duplicate, missing and mistyped keys of a shapes file are refused with their place", "[shapes]") {
  CHECK(after_shapes_edit("heads:", "head:") ==
        "net.yaml:5:3: error: /encoder/heads: required, but missing\n"
        "net.yaml:7:3: error: /encoder/head: unknown key; did you mean heads?");
  CHECK(after_shapes_edit("name: small", "name: small\nname: big") == "net.yaml:3:1: error: /name: given twice");
  CHECK(after_shapes_edit("name: small\n", "") == "net.yaml:1:1: error: /name: required, but missing");
  CHECK(after_shapes_edit("\"A Paper, arXiv 1234.56789\"", "[a]") ==
        "net.yaml:3:12: error: /reference: expected text, got a list");
  CHECK(after_shapes_edit("\"A Paper, arXiv 1234.56789\"", "\"\"") ==
        "net.yaml:3:12: error: /reference: expected a paper, got nothing");
  CHECK(after_shapes_edit("width: 24", "width: wide") ==
        "net.yaml:6:10: error: /encoder/width: expected an integer from 1 to 4096, got 'wide'");
  CHECK_THAT(after_shapes_edit("width: 24", "width: \"24\""), Contains("/encoder/width: expected an integer"));
  CHECK_THAT(after_shapes_edit("width: 24", "width: 24.0"), Contains("/encoder/width: expected an integer"));
  CHECK_THAT(after_shapes_edit("octet_shapes: 1", "octet_shapes: 2"),
             Contains("/octet_shapes: expected an integer from 1 to 1, got '2'"));
  CHECK_THAT(after_shapes_edit("norm: post", "norm: both"),
             Contains("net.yaml:10:9: error: /encoder/norm: expected pre or post, got 'both'"));
  CHECK_THAT(after_shapes_edit("left_out: [embedding, head]", "left_out: head"),
             Contains("/left_out: expected a list"));
  CHECK_THAT(after_shapes_edit("encoder:", "encoder: ["), Contains("net.yaml:") && Contains("not YAML"));
}

TEST_CASE("zero, negative and absurd sizes are refused", "[shapes]") {
  CHECK_THAT(after_shapes_edit("layers: 2", "layers: 0"), Contains("expected an integer from 1 to 256, got '0'"));
  CHECK_THAT(after_shapes_edit("tokens: 13", "tokens: -13"),
             Contains("expected an integer from 1 to 32768, got '-13'"));
  CHECK_THAT(after_shapes_edit("ffn_width: 40", "ffn_width: 32769"),
             Contains("/encoder/ffn_width: expected an integer"));
  CHECK_THAT(after_shapes_edit("tokens: 13", "tokens: 99999999999999999999"),
             Contains("/encoder/tokens: expected an integer"));
  CHECK_THAT(after_shapes_edit("heads: 3", "heads: 129"),
             Contains("/encoder/heads: expected an integer from 1 to 128"));
  CHECK(after_shapes_edit("heads: 3", "heads: 5") ==
        "net.yaml:7:10: error: /encoder/heads: expected a divisor of the width 24, got 5; did you mean 4 or 6?");
  CHECK_THAT(after_shapes_edit("heads: 3", "heads: 48"), Contains("expected a divisor of the width 24, got 48"));
}

TEST_CASE("all faults of a shapes file are reported together", "[shapes]") {
  const std::string text = after_shapes_edit("heads: 3\n  ffn_width: 40", "heads: 7\n  ffn_width: 0\n  color: red");
  CHECK_THAT(text, Contains("expected a divisor") && Contains("/encoder/ffn_width") &&
                       Contains("/encoder/color: unknown key"));
}

TEST_CASE("a model that is known by its shapes only carries no weights", "[shapes]") {
  Model model = read_text(kSmall).model;
  std::get<Linear>(model.nodes.front().op).bias.assign(24, 0);
  REQUIRE(find_faults(model).size() == 1);
  CHECK_THAT(find_faults(model).front().message, Contains("expected no weights"));
}

TEST_CASE("a file of many unknown keys is refused in linear time", "[graph][shapes]") {
  std::string text = kSmall;
  for (int i = 0; i < 50'000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  CHECK_THROWS_WITH(read_text(text), Contains("/k0: unknown key") && Contains("more problems"));
}

}  // namespace
}  // namespace octet::graph
