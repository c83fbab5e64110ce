// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/graph/float_graph.hpp"
#include "tests/support/random_model.hpp"

namespace octet::test {

/// What writes a value, and what reads it.
inline const std::vector<std::string>& producers() {
  static const std::vector<std::string> kAll{"input",     "linear",    "constant", "add",    "mean",
                                             "layernorm", "attention", "gelu",     "softmax"};
  return kAll;
}
inline const std::vector<std::string>& readers() {
  static const std::vector<std::string> kAll{"linear",  "add",  "layernorm", "gelu",
                                             "softmax", "mean", "attention", "output"};
  return kAll;
}

/// Float graphs for 8 x 8 images in which one value is written by one operation and read by one or two.
class PairGraph {
 public:
  explicit PairGraph(std::uint64_t seed) : random_(seed) {}

  graph::FloatGraph build(const std::string& producer, const std::string& first, const std::string& second) {
    graph_ = {};
    graph_.name = producer + "-to-" + first + "-and-" + second;
    graph_.image = {8, 8, 1, 4};
    graph_.values.push_back({"pixels", 4, 16});
    const graph::ValueId value = produce(producer);
    const graph::ValueId a = read(value, first, "first"), b = read(value, second, "second");
    graph_.output = first == "output" || second == "output"
                        ? value
                        : node("result", graph::FloatAdd{tail(a, "first"), tail(b, "second"), 0}, 1, 3);
    return std::move(graph_);
  }

 private:
  const graph::FloatValue& at(graph::ValueId id) const { return graph_.values[static_cast<std::size_t>(id)]; }
  float around(double center, double spread) {
    return static_cast<float>(center + spread * static_cast<double>(random_.between(-1000, 1000)) / 1000.0);
  }
  std::vector<float> vector(std::size_t size, double center, double spread) {
    std::vector<float> out(size);
    for (float& x : out) x = around(center, spread);
    return out;
  }
  template <class Op>
  graph::ValueId node(const std::string& name, Op op, int rows, int columns) {
    graph_.values.push_back({name, rows, columns});
    op.output = static_cast<graph::ValueId>(graph_.values.size()) - 1;
    graph_.nodes.push_back({name, op});
    return op.output;
  }

  graph::ValueId linear(const std::string& name, graph::ValueId input, int columns, double spread) {
    const int depth = at(input).columns;
    graph::FloatLinear op{};
    op.input = input;
    const auto size = static_cast<std::size_t>(columns), k = static_cast<std::size_t>(depth);
    op.weight = {size, k, vector(size * k, 0.0, spread)};
    op.bias = vector(size, 0.0, 0.1);
    return node(name, op, at(input).rows, columns);
  }
  graph::ValueId embed(const std::string& name) { return linear(name, 0, 16, 0.008); }
  graph::ValueId constant(const std::string& name, int rows, double spread) {
    graph::FloatConstant op{};
    op.data = {static_cast<std::size_t>(rows), 16, vector(static_cast<std::size_t>(rows) * 16, 0.0, spread)};
    return node(name, op, rows, 16);
  }
  graph::ValueId layernorm(const std::string& name, graph::ValueId input) {
    graph::FloatLayerNorm op{};
    op.input = input;
    op.weight = vector(16, 1.0, 0.3), op.bias = vector(16, 0.0, 0.3);
    op.epsilon = 1e-3;
    return node(name, op, at(input).rows, 16);
  }
  graph::ValueId attention(const std::string& name, graph::ValueId input) {
    graph::FloatAttention op{};
    op.query = op.key = op.value = input;
    op.heads = 2;
    return node(name, op, at(input).rows, 16);
  }

  graph::ValueId produce(const std::string& producer) {
    if (producer == "input") return 0;
    if (producer == "constant") return constant("value", 4, 1.5);
    if (producer == "linear") return embed("value");
    const graph::ValueId source = embed("source");
    if (producer == "add") return node("value", graph::FloatAdd{source, constant("offset", 4, 1.0), 0}, 4, 16);
    if (producer == "mean") return node("value", graph::FloatMean{source, 0}, 1, 16);
    if (producer == "layernorm") return layernorm("value", source);
    if (producer == "attention") return attention("value", source);
    if (producer == "gelu") return node("value", graph::FloatGelu{source, 0}, 4, 16);
    return node("value", graph::FloatSoftmax{source, 0}, 4, 16);
  }
  graph::ValueId read(graph::ValueId value, const std::string& reader, const std::string& name) {
    const int rows = at(value).rows;
    if (reader == "linear") return linear(name, value, 16, 0.3);
    if (reader == "add") return node(name, graph::FloatAdd{value, constant(name + ".offset", rows, 1.0), 0}, rows, 16);
    if (reader == "layernorm") return layernorm(name, value);
    if (reader == "gelu") return node(name, graph::FloatGelu{value, 0}, rows, 16);
    if (reader == "softmax") return node(name, graph::FloatSoftmax{value, 0}, rows, 16);
    if (reader == "mean") return node(name, graph::FloatMean{value, 0}, 1, 16);
    if (reader == "attention") return attention(name, value);
    return value;  // the graph's output
  }
  /// Something of a result that comes to one row.
  graph::ValueId tail(graph::ValueId id, const std::string& name) {
    const graph::ValueId narrow = linear(name + ".narrow", id, 16, 0.3);
    return linear(name + ".head", node(name + ".pool", graph::FloatMean{narrow, 0}, 1, 16), 3, 0.5);
  }

  Random random_;
  graph::FloatGraph graph_;
};

/// Whether the machine has no format for these readers of what this producer writes: the part of its message that says
/// so.
inline std::optional<std::string> refusal(const std::string& producer, const std::string& first,
                                          const std::string& second) {
  const auto is_one_of = [](const std::string& text, std::initializer_list<const char*> all) {
    for (const char* one : all)
      if (text == one) return true;
    return false;
  };
  const bool softmax = first == "softmax" || second == "softmax";
  if (is_one_of(producer, {"input", "softmax"})) {
    for (const std::string& reader : {first, second})
      if (!is_one_of(reader, {"linear", "output"})) return "of 8 unsigned bits: put a linear layer between";
    return std::nullopt;
  }
  bool other = is_one_of(producer, {"layernorm", "attention", "gelu"});
  for (const std::string& reader : {first, second}) other |= is_one_of(reader, {"linear", "mean", "attention", "gelu"});
  if (softmax && other) return "expected scores of 12 bits for a softmax, got 'value'";
  return std::nullopt;
}

}  // namespace octet::test
