// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/core/error.hpp"
#include "models/graph/model.hpp"

namespace octet::test {

/// The node of this name.
inline graph::Node& node_of(graph::Model& model, const std::string& name) {
  for (graph::Node& candidate : model.nodes)
    if (candidate.name == name) return candidate;
  throw InternalError("no node " + name);
}
/// As its operator.
template <class Op>
Op& node(graph::Model& model, const std::string& name) {
  return std::get<Op>(node_of(model, name).op);
}

}  // namespace octet::test
