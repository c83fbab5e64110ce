// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/compress/recipe.hpp"
#include "models/graph/float_graph.hpp"

namespace octet::compress {

/// The widths that a node is to have, by the value that it writes.
using Plan = std::vector<graph::Numerics>;

/// What a recipe says of each node of a graph: its widths for all, or those of the last rule that matches the node's
/// name, width by width. UserError with every rule that matches no node, and every width of a rule that none of the
/// nodes has which it matches.
Plan plan_widths(const graph::FloatGraph& graph, const Recipe& recipe);

}  // namespace octet::compress
