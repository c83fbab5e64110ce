// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/core/matrix.hpp"
#include "models/graph/float_graph.hpp"
#include "models/graph/model.hpp"

namespace octet::compress {

/// How far a node's integers, times the scale of its value, are from the float graph's reals, over all samples.
struct LayerError {
  std::string name, op;
  int rows = 0, columns = 0, bits = 0;
  /// 10 log10 (sum of squared reals / sum of squared differences); nothing where one of the sums is zero.
  std::optional<double> sqnr_db;
  bool is_exact = false;            ///< no difference at all
  double rms = 0.0, largest = 0.0;  ///< of the difference, in the unit of the reals
  std::size_t largest_sample = 0;   ///< the first one with the largest difference
  double saturated = 0.0;           ///< share of elements that are the lowest or highest integer of the width, 0..1
};

/// Adds up what samples give: first all reals of one, then its integers. The float graph is the model's origin
/// (`check_origin`): nodes are found by name.
class LayerErrors {
 public:
  LayerErrors(const graph::Model& model, const graph::FloatGraph& origin);

  /// A value of the float graph.
  void take_real(graph::ValueId id, const Matrix<float>& value);
  /// A node's integers.
  void take_integer(std::size_t node, const Matrix<std::int32_t>& value);
  /// After the last value of a sample.
  void end_sample() { ++sample_; }

  /// By `Model::nodes`.
  std::vector<LayerError> errors() const;

 private:
  struct Sums {
    double signal = 0.0, noise = 0.0, largest = 0.0;
    std::size_t largest_sample = 0;
    std::uint64_t elements = 0, saturated = 0;
  };

  const graph::Model& model_;
  std::vector<graph::ValueId> real_of_;  ///< by node: the value of the float graph
  std::vector<Matrix<float>> reals_;     ///< by value of the float graph, of this sample
  std::vector<Sums> sums_;               ///< by node
  std::size_t sample_ = 0;
};

}  // namespace octet::compress
