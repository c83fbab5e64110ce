// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/graph/float_graph.hpp"
#include "models/graph/model.hpp"

namespace octet::compress {

/// Throws UserError, every line at `place`, unless `model` can have been compressed from `graph`: the same image, the
/// same classes, nodes of the same names, kinds, inputs, shapes and counts (of heads). Weights are not compared.
void check_origin(const graph::Model& model, const graph::FloatGraph& graph, const std::string& place);

}  // namespace octet::compress
