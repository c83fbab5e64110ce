// SPDX-License-Identifier: Apache-2.0
#include "models/graph/random_weights.hpp"

#include <cmath>

#include "models/core/error.hpp"
#include "models/operators/filling.hpp"

namespace octet::graph {

void fill_random_weights(Model& model, std::uint64_t seed) {
  OCTET_CHECK(!model.has_weights, "random weights are for networks without");
  Filling filling(Values(model.values), model.numerics, seed);
  const Value& input = filling.value(model.input);
  // Inputs are uniform over their range (sim::Inputs::random).
  filling.rms(model.input) = std::ldexp(1.0, input.bits) / std::sqrt(input.is_unsigned ? 3.0 : 12.0);
  for (Node& node : model.nodes) std::visit([&](auto& op) { op.fill(filling); }, node.op);
  model.has_weights = true;
}

}  // namespace octet::graph
