// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/graph/model.hpp"

namespace octet::graph {

/// A value of the float graph: a real matrix [rows, columns], one row a token.
struct FloatValue {
  std::string name;
  int rows = 0;
  int columns = 0;
};

struct FloatNode {
  std::string name;
  FloatOperator op;
  std::string place = "";  ///< `file:line:column`, or empty where it comes from no file
};

/// A network before compression: nodes in execution order, every value written once before it is read.
struct FloatGraph {
  std::string name;
  std::string dataset;  ///< or empty
  ImageInput image;     ///< height 0: the input is not an image
  std::vector<FloatValue> values;
  std::vector<FloatNode> nodes;
  ValueId input = 0;  ///< unsigned 8-bit integers (raw pixels)
  ValueId output = 0;
};

/// Reads a graph folder: graph.yaml and model.safetensors. Hostile input: throws UserError with every unknown,
/// duplicate, missing or mistyped key, undefined name and wrong shape (`file:line:col`).
FloatGraph read_float_graph(const std::filesystem::path& folder);

}  // namespace octet::graph
