// SPDX-License-Identifier: Apache-2.0
#include "models/graph/float_graph.hpp"

#include "tests/graph/float_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::graph {
namespace {

using Catch::Matchers::Contains;
using io::Tensor;
using io::Tensors;
using io::write_safetensors;

std::string after_graph_edit(const std::string& from, const std::string& to) {
  const test::TemporaryFolder folder;
  test::write_small_graph(folder.path(), 1);
  test::put(folder / "graph.yaml", test::replaced(test::small_graph_yaml(), from, to));
  return test::complaint(folder, [&] { read_float_graph(folder.path()); });
}

TEST_CASE("a graph folder is read with its shapes", "[float_graph]") {
  const test::TemporaryFolder folder;
  test::write_small_graph(folder.path(), 1);
  const FloatGraph graph = read_float_graph(folder.path());
  CHECK(graph.name == "small");
  CHECK(graph.dataset == "noise");
  CHECK(graph.nodes.size() == 18);
  REQUIRE(graph.values.size() == 19);
  const FloatValue& output = graph.values[static_cast<std::size_t>(graph.output)];
  CHECK(output.name == "head");
  CHECK(output.rows == 1);
  CHECK(output.columns == 3);
  CHECK(std::get<FloatAttention>(graph.nodes[7].op).heads == 2);
  CHECK(std::get<FloatLayerNorm>(graph.nodes[3].op).epsilon == 1e-5);
}

TEST_CASE("unknown, duplicate, missing and mistyped keys of a graph are refused with their place", "[float_graph]") {
  CHECK(after_graph_edit("dataset: noise", "datasets: noise") ==
        "graph.yaml:3:1: error: /datasets: unknown key; did you mean dataset?");
  CHECK(after_graph_edit("name: small", "name: small\nname: big") == "graph.yaml:3:1: error: /name: given twice");
  CHECK(after_graph_edit("name: small\n", "") == "graph.yaml:1:1: error: /name: required, but missing");
  CHECK(after_graph_edit("heads: 2", "heads: two") ==
        "graph.yaml:15:74: error: /nodes/7/heads: expected an integer from 1 to 65536, got 'two'");
  CHECK_THAT(after_graph_edit("heads: 2", "heads: \"2\""), Contains("/nodes/7/heads: expected an integer"));
  CHECK_THAT(after_graph_edit("heads: 2", "heads: 2, bias: x"), Contains("/nodes/7/bias: unknown key"));
  CHECK_THAT(after_graph_edit("epsilon: 1e-05", "epsilon: -1"),
             Contains("/nodes/3/epsilon: expected a number from 1e-30 to 1"));
  CHECK_THAT(after_graph_edit("epsilon: 1e-05", "epsilon: inf"),
             Contains("/nodes/3/epsilon: expected a number from 1e-30 to 1"));
  CHECK_THAT(after_graph_edit("inputs: [norm]", "inputs: norm"),
             Contains("/nodes/16/inputs: expected a list, got 'norm'"));
  CHECK_THAT(after_graph_edit("type: uint8", "type: float"), Contains("/input/type: expected uint8, got 'float'"));
  CHECK_THAT(after_graph_edit("nodes:", "nodes: ["), Contains("graph.yaml:") && Contains("not YAML"));
}

TEST_CASE("nodes that do not fit together are refused", "[float_graph]") {
  CHECK_THAT(after_graph_edit("inputs: [pool]", "inputs: [pol]"),
             Contains("/nodes/17/inputs: expected the graph input or an earlier node, got 'pol'"));
  CHECK_THAT(after_graph_edit("inputs: [pool]", "inputs: [head]"), Contains("got 'head'"));
  CHECK_THAT(after_graph_edit("inputs: [pool]", "inputs: []"), Contains("/nodes/17/inputs: expected 1 names, got 0"));
  CHECK_THAT(after_graph_edit("name: pool", "name: norm"), Contains("/nodes/16/name: 'norm' is defined twice"));
  CHECK_THAT(after_graph_edit("output: head", "output: nose"),
             Contains("/output: expected the name of a node, got 'nose'"));
  CHECK_THAT(after_graph_edit("op: gelu", "op: relu"),
             Contains("/nodes/12/op: expected " + operator_list() + ", got 'relu'"));
  CHECK_THAT(after_graph_edit("inputs: [residual1, contract]", "inputs: [residual1, expand]"),
             Contains("/nodes/14/inputs: expected equal shapes, got 'residual1' [4, 16] and 'expand' [4, 24]"));
  CHECK_THAT(after_graph_edit("heads: 2", "heads: 3"),
             Contains("/nodes/7/heads: expected a divisor of 16 columns, got 3; did you mean 2 or 4?"));
  CHECK_THAT(after_graph_edit("patch: 4", "patch: 2"),
             Contains("/image: expected patches of the input's shape [4, 16], got [16, 4]"));
  CHECK_THAT(after_graph_edit("patch: 4", "patch: 3"),
             Contains("/image: expected a patch that divides height 8 and width 8, got 3; did you mean 4?"));
  CHECK_THAT(after_graph_edit("weight: head.weight", "weight: nose"),
             Contains("/nodes/17/weight: expected the name of a tensor in model.safetensors, got 'nose'"));
  CHECK_THAT(after_graph_edit("weight: head.weight", "weight: contract.weight"),
             Contains("/nodes/17/weight: expected a tensor of shape [any, 16], got [16, 24]"));
}

TEST_CASE("all faults of a graph are reported together", "[float_graph]") {
  const std::string text = after_graph_edit("heads: 2", "heads: 3, color: red");
  CHECK_THAT(text, Contains("expected a divisor") && Contains("/nodes/7/color: unknown key"));
}

TEST_CASE("tensors of a graph must be used, and be floats", "[float_graph]") {
  const test::TemporaryFolder folder;
  test::write_small_graph(folder.path(), 1);
  Tensors tensors = test::small_graph_tensors(1);
  tensors["more"] = tensors["head.bias"];
  tensors["head.bias"] = Tensor::of(std::vector<std::int32_t>(3), {3});
  write_safetensors(tensors, folder / "model.safetensors");
  const std::string text = test::complaint(folder, [&] { read_float_graph(folder.path()); });
  CHECK_THAT(text, Contains("/nodes/17/bias: expected a tensor of type F32, got I32") &&
                       Contains("no node uses the tensor 'more'"));
}

}  // namespace
}  // namespace octet::graph
