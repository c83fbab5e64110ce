// SPDX-License-Identifier: Apache-2.0
#include "models/operators/all.hpp"

#include <set>
#include <string>

#include "models/blocks/encoder.hpp"
#include "models/graph/validate.hpp"
#include "tests/support/catch.hpp"

namespace octet::graph {
namespace {

/// Names of the fields of an operator.
struct Names : FieldVisitor {
  std::vector<std::string> inputs, all;
  int outputs = 0;
  void input(const char* name, ValueId) { inputs.push_back(name), all.push_back(name); }
  void output(ValueId) { ++outputs; }
  void tensor(const char* name, const auto&, auto...) { all.push_back(name); }
  void elements(const char* name, const auto&) { all.push_back(name); }
  void scales(const auto&) { all.push_back("multiplier"), all.push_back("shift"); }
  void dyadic(const char* name, DyadicScale) { all.push_back(name); }
  void integer(const char* name, auto, std::int64_t, std::int64_t, auto...) { all.push_back(name); }
  void number(const char* name, double, double, double, auto...) { all.push_back(name); }
};

template <class Any>
Names names_of(const std::string& kind) {
  const auto op = operator_named<Any>(kind);
  REQUIRE(op);
  CHECK(kind_of(*op) == kind);
  Names names;
  visit_fields(*op, names);
  CHECK(names.outputs == 1);
  // A key of a file is one field; `name`, `op`, `inputs`, `output` and widths are the file's own.
  std::set<std::string> keys{"name", "op", "inputs", "output"};
  for (const NumericRange& range : kNumericRanges) keys.insert(range.name);
  for (const std::string& name : names.all) CHECK(keys.insert(name).second);
  return names;
}

Size size_of(const Operator& op, const std::vector<Value>& values) { return infer_size(op, Values(values)); }

TEST_CASE("every operator is known by its name in both kinds of graph, with the same inputs", "[operators]") {
  for (const std::string kind : kOperatorNames) {
    INFO(kind);
    CHECK(names_of<Operator>(kind).inputs == names_of<FloatOperator>(kind).inputs);
  }
  CHECK_FALSE(operator_named<Operator>("line"));
  CHECK_FALSE(operator_named<FloatOperator>(""));
  CHECK_THAT(operator_list(), Catch::Matchers::StartsWith("linear, constant, add, "));
  CHECK_THAT(operator_list(), Catch::Matchers::Contains(std::string(" or ") + kOperatorNames.back()));
}

TEST_CASE("an operator without weights has the size of its inputs", "[operators]") {
  const std::vector<Value> values{{"queries", 3, 8, 8, false, 1.0}, {"keys", 5, 8, 8, false, 1.0}};
  CHECK(size_of(Attention{0, 1, 1, 2, 2, {}, {}, 4}, values) == Size{3, 8});
  CHECK(size_of(Add{1, 1, 2, {}, {}}, values) == Size{5, 8});
  CHECK(size_of(Mean{1, 2, {}}, values) == Size{1, 8});
  CHECK(size_of(Gelu{0, 2, 8, {}}, values) == Size{3, 8});
  CHECK(size_of(Softmax{1, 2, 4}, values) == Size{5, 8});
  CHECK(size_of(LayerNorm{0, 2, {}, {}, 0, 0}, values) == Size{3, 8});
}

TEST_CASE("multiply-accumulates are those of products", "[operators]") {
  const std::vector<Value> values{
      {"queries", 3, 8, 8, false, 1.0}, {"keys", 5, 8, 8, false, 1.0}, {"wide", 3, 20, 8, false, 1.0}};
  const auto macs = [&](const Operator& op) { return macs_of(op, Values(values)); };
  CHECK(macs(Linear{0, 2, {}, {}, {}}) == 3 * 8 * 20);
  CHECK(macs(Attention{0, 1, 1, 0, 2, {}, {}, 4}) == 2 * 3 * 5 * 8);
  CHECK(macs(Mean{1, 0, {}}) == 5 * 8);
  CHECK(macs(Gelu{0, 0, 8, {}}) == 0);
  CHECK(macs(Add{0, 0, 0, {}, {}}) == 0);
}

TEST_CASE("blocks make valid networks of any widths", "[operators]") {
  for (const bool post_norm : {false, true}) {
    blocks::Builder builder("net", {.residual_bits = 14, .gelu_input_bits = 10});
    ValueId x = builder.input("input", {7, 12}, post_norm ? 8 : 14);
    builder.set_prefix("layer.");
    x = blocks::encoder_layer(builder, x, {3, 20, post_norm});
    builder.set_prefix("");
    const Model model = builder.finish(builder.mean("pool", builder.layernorm("norm", x)));
    for (const Fault& fault : find_faults(model)) CHECK(fault.message == "");
    CHECK(model.nodes[0].name == (post_norm ? "layer.attention.query" : "layer.norm1"));
    CHECK(model.values[static_cast<std::size_t>(model.output)].rows == 1);
    CHECK(model.values[static_cast<std::size_t>(x)].bits == (post_norm ? 8 : 14));
  }
}

}  // namespace
}  // namespace octet::graph
