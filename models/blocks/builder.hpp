// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/graph/model.hpp"

namespace octet::blocks {

using graph::ValueId;

/// Makes a network node by node, known by its shapes only: weights are empty and the scales of values 1. A node and the
/// value that it writes have one name, after the prefix; sizes follow from the inputs.
class Builder {
 public:
  explicit Builder(const std::string& name, const graph::Numerics& numerics = {});

  /// The value that the host writes.
  ValueId input(const std::string& name, graph::Size size, int bits, bool is_unsigned = false);
  /// Stands before the names of nodes from here on.
  void set_prefix(const std::string& prefix) { prefix_ = prefix; }
  const graph::Numerics& numerics() const { return model_.numerics; }
  const graph::Value& at(ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }

  ValueId linear(const std::string& name, ValueId input, int columns, int bits);
  ValueId constant(const std::string& name, graph::Size size, int bits);
  /// Any other operator; its output is left to the builder, of `bits` bits.
  template <class Op>
  ValueId node(const std::string& name, Op op, int bits = 8) {
    op.output = value(name, graph::infer_size(op, graph::Values(model_.values)), bits);
    model_.nodes.push_back({prefix_ + name, op});
    return op.output;
  }
  /// A residual addition.
  ValueId add(const std::string& name, ValueId a, ValueId b);
  ValueId layernorm(const std::string& name, ValueId input);
  ValueId mean(const std::string& name, ValueId input);

  graph::Model finish(ValueId output);

 private:
  ValueId value(const std::string& name, graph::Size size, int bits);

  std::string prefix_;
  graph::Model model_;
};

}  // namespace octet::blocks
