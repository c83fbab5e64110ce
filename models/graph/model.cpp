// SPDX-License-Identifier: Apache-2.0
#include "models/graph/model.hpp"

namespace octet::graph {

std::vector<Macs> layer_macs(const Model& model) {
  std::vector<Macs> macs;
  for (const Node& node : model.nodes) macs.emplace_back(macs_of(node.op, Values(model.values)));
  return macs;
}

}  // namespace octet::graph
