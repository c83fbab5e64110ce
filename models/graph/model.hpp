// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/core/quantity.hpp"
#include "models/operators/all.hpp"

namespace octet::graph {

struct Node {
  std::string name;
  Operator op;
  SomeNumerics own = {};  ///< choices that are not the model's, of those that the operator has inside (`own_choices`)
};

/// How the host cuts an image into the input matrix: patches in row-major order, pixels row-major inside (then
/// channel).
struct ImageInput {
  int height = 0, width = 0, channels = 0, patch = 0;
};

/// A compressed model in memory: nodes in execution order, every value written once before it is read.
struct Model {
  std::string name;
  std::string dataset;  ///< name of the data set it was trained for, or empty
  ImageInput image;     ///< height 0: the input is not an image
  /// False: known by its shapes only. Weights, biases, tables and data of constants are then empty (sizes follow from
  /// the values), and only symbolic compilation and timing take the model.
  bool has_weights = true;
  Numerics numerics;  ///< of nodes that say nothing else
  std::vector<Value> values;
  std::vector<Node> nodes;
  ValueId input = 0;
  ValueId output = 0;
  std::map<std::string, std::string> provenance;  ///< recipe, calibration set and its hash, tool version
};

/// The choices of one of the model's nodes.
inline Numerics numerics_of(const Model& model, const Node& node) { return with(model.numerics, node.own); }

/// Whether a value is wider than memory holds.
bool has_wide_values(const Model& model);

/// Whether files hold a constant of this value in 32 bits an element: so it is where residual streams are wide, if not
/// for the value itself.
inline bool is_stored_wide(const Numerics& numerics, const Value& value) {
  return numerics.is_wide() || value.bits > kMemoryBits;
}

/// Valid multiply-accumulates of each node, 0 for those that are no matrix product; same index as `Model::nodes`.
std::vector<Macs> layer_macs(const Model& model);

}  // namespace octet::graph
