// SPDX-License-Identifier: Apache-2.0
#include "models/graph/random_weights.hpp"

#include <cmath>

#include "models/core/error.hpp"
#include "models/operators/filling.hpp"

namespace octet::graph {

void fill_random_weights(Model& model, std::uint64_t seed, bool varied) {
  OCTET_CHECK(!model.has_weights, "random weights are for networks without");
  Filling filling(Values(model.values), seed, varied);
  const Value& input = filling.value(model.input);
  // Inputs are uniform over their range (random_elements).
  filling.rms(model.input) = std::ldexp(1.0, input.bits) / std::sqrt(input.is_unsigned ? 3.0 : 12.0);
  for (Node& node : model.nodes) {
    filling.numerics = numerics_of(model, node);
    std::visit([&](auto& op) { op.fill(filling); }, node.op);
  }
  for (std::size_t i = 0; i < model.values.size(); ++i) model.values[i].scale = filling.scale(static_cast<ValueId>(i));
  model.has_weights = true;
}

Matrix<std::int16_t> random_elements(std::size_t rows, std::size_t columns, int bits, bool is_unsigned,
                                     SplitMix& random) {
  const int low = is_unsigned ? 0 : -(1 << (bits - 1));
  Matrix<std::int16_t> out(rows, columns);
  for (std::int16_t& x : out.data())
    x = static_cast<std::int16_t>(low + static_cast<int>(random.next() >> (64 - bits)));
  return out;
}

Matrix<std::int16_t> random_input(const Model& model, std::uint64_t seed) {
  const Value& value = model.values.at(static_cast<std::size_t>(model.input));
  SplitMix random(seed);
  return random_elements(static_cast<std::size_t>(value.rows), static_cast<std::size_t>(value.columns), value.bits,
                         value.is_unsigned, random);
}

}  // namespace octet::graph
