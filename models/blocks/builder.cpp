// SPDX-License-Identifier: Apache-2.0
#include "models/blocks/builder.hpp"

namespace octet::blocks {

Builder::Builder(const std::string& name, const graph::Numerics& numerics) {
  model_.name = name;
  model_.numerics = numerics;
  model_.has_weights = false;
}

ValueId Builder::value(const std::string& name, graph::Size size, int bits) {
  model_.values.push_back({prefix_ + name, size.rows, size.columns, bits, false, 1.0});
  return static_cast<ValueId>(model_.values.size()) - 1;
}

ValueId Builder::input(const std::string& name, graph::Size size, int bits, bool is_unsigned) {
  model_.input = value(name, size, bits);
  model_.values.back().is_unsigned = is_unsigned;
  return model_.input;
}

ValueId Builder::linear(const std::string& name, ValueId input, int columns, int bits) {
  graph::Linear op{};
  op.input = input;
  op.output = value(name, {at(input).rows, columns}, bits);
  model_.nodes.push_back({prefix_ + name, op});
  return op.output;
}

ValueId Builder::constant(const std::string& name, graph::Size size, int bits) {
  graph::Constant op{};
  op.output = value(name, size, bits);
  model_.nodes.push_back({prefix_ + name, op});
  return op.output;
}

ValueId Builder::add(const std::string& name, ValueId a, ValueId b) {
  graph::Add op{};
  op.a = a, op.b = b;
  return node(name, op, numerics().residual_bits);
}

ValueId Builder::layernorm(const std::string& name, ValueId input) {
  graph::LayerNorm op{};
  op.input = input;
  return node(name, op);
}

ValueId Builder::mean(const std::string& name, ValueId input) {
  graph::Mean op{};
  op.input = input;
  return node(name, op);
}

graph::Model Builder::finish(ValueId output) {
  model_.output = output;
  return std::move(model_);
}

}  // namespace octet::blocks
