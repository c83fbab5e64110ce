// SPDX-License-Identifier: Apache-2.0
#include "models/graph/model.hpp"

#include <algorithm>

namespace octet::graph {

bool has_wide_values(const Model& model) {
  return std::any_of(model.values.begin(), model.values.end(),
                     [](const Value& value) { return value.bits > kMemoryBits; });
}

std::vector<Macs> layer_macs(const Model& model) {
  std::vector<Macs> macs;
  for (const Node& node : model.nodes) macs.emplace_back(macs_of(node.op, Values(model.values)));
  return macs;
}

}  // namespace octet::graph
