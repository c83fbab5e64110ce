// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/graph/pair_graphs.hpp"

namespace octet::test {

/// The case of an operator by its name, without its type.
struct PairRow {
  std::string name;
  Reads reads = Reads::nothing;
  graph::Writes::Kind writes = graph::Writes::Kind::any;
  graph::ValueId (*read)(PairBuilder&, graph::ValueId, const std::string&) = nullptr;
};
inline const std::vector<PairRow>& pair_rows() {
  static const std::vector<PairRow> kRows = [] {
    std::vector<PairRow> out;
    const auto add = [&]<class Op>(const Op&) {
      PairRow row{Op::Integer::kName, PairCase<Op>::kReads, Op::kWrites.kind, nullptr};
      if constexpr (requires { &PairCase<Op>::read; }) row.read = PairCase<Op>::read;
      out.push_back(row);
    };
    for (const char* name : graph::kOperatorNames) std::visit(add, *graph::operator_named<graph::FloatOperator>(name));
    return out;
  }();
  return kRows;
}
inline const PairRow& pair_row(const std::string& name) {
  for (const PairRow& row : pair_rows())
    if (row.name == name) return row;
  throw InternalError("no operator " + name);
}

/// What writes a value, and what reads it.
inline const std::vector<std::string>& producers() {
  static const std::vector<std::string> kAll = [] {
    std::vector<std::string> out{"input"};
    for (const PairRow& row : pair_rows()) out.push_back(row.name);
    return out;
  }();
  return kAll;
}
inline const std::vector<std::string>& readers() {
  static const std::vector<std::string> kAll = [] {
    std::vector<std::string> out;
    for (const PairRow& row : pair_rows())
      if (row.reads != Reads::nothing) out.push_back(row.name);
    out.push_back("output");
    return out;
  }();
  return kAll;
}

/// Float graphs for 8 x 8 images in which one value is written by one operation and read by one or two.
class PairGraph : private PairBuilder {
 public:
  using PairBuilder::PairBuilder;

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
  graph::ValueId embed(const std::string& name) { return linear(name, 0, 16, 0.008); }
  graph::ValueId produce(const std::string& producer) {
    if (producer == "input") return 0;
    if (producer == "linear") return embed("value");
    if (producer == "constant") return constant("value", 4, 1.5);
    return pair_row(producer).read(*this, embed("source"), "value");
  }
  graph::ValueId read(graph::ValueId value, const std::string& reader, const std::string& name) {
    return reader == "output" ? value : pair_row(reader).read(*this, value, name);
  }
  /// Something of a result that comes to one row.
  graph::ValueId tail(graph::ValueId id, const std::string& name) {
    const graph::ValueId narrow = linear(name + ".narrow", id, 16, 0.3);
    return linear(name + ".head", node(name + ".pool", graph::FloatMean{narrow, 0}, 1), 3, 0.5);
  }
};

inline Reads reads_of(const std::string& reader) { return reader == "output" ? Reads::any : pair_row(reader).reads; }

/// Whether it depends on the numbers that two readers can read one value: not asked of compression here.
inline bool agree_by_chance(const std::string& first, const std::string& second) {
  const auto are = [&](Reads a, Reads b) { return reads_of(first) == a && reads_of(second) == b; };
  return are(Reads::score_steps, Reads::scores) || are(Reads::scores, Reads::score_steps);
}

/// Whether the machine has no format for these readers of what this producer writes: the part of its message that says
/// so.
inline std::optional<std::string> refusal(const std::string& producer, const std::string& first,
                                          const std::string& second) {
  using Kind = graph::Writes::Kind;
  const auto asks = [&](Reads what) { return reads_of(first) == what || reads_of(second) == what; };
  const auto has_steps = [](const std::string& reader) {
    return reads_of(reader) == Reads::steps || reads_of(reader) == Reads::score_steps;
  };
  if (producer == "input" || pair_row(producer).writes == Kind::probabilities) {
    for (const std::string& reader : {first, second})
      if (reader != "linear" && reader != "output") return "of 8 unsigned bits: put a linear layer between";
    return std::nullopt;
  }
  if (asks(Reads::scores) && (pair_row(producer).writes == Kind::bytes || asks(Reads::bytes) || asks(Reads::steps)))
    return "expected scores of 12 bits for a softmax, got 'value'";
  if (first != second && has_steps(first) && has_steps(second)) return "in its own steps for";
  return std::nullopt;
}

}  // namespace octet::test
