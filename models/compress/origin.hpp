// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/graph/float_graph.hpp"
#include "models/graph/model.hpp"

namespace octet::compress {

/// `linear`, `constant`, `add`, ...: as files of graphs and packages call it.
const char* kind_of(const graph::Operator& op);

/// Throws UserError, every line at `place`, unless `model` can have been compressed from `graph`: the same image, the
/// same classes, nodes of the same names, kinds, heads, inputs and shapes. Weights are not compared.
void check_origin(const graph::Model& model, const graph::FloatGraph& graph, const std::string& place);

}  // namespace octet::compress
