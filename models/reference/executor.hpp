// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "models/core/matrix.hpp"
#include "models/graph/float_graph.hpp"

namespace octet::reference {

/// Called with each value right after it is computed (the input first), in execution order.
using FloatObserver = std::function<void(graph::ValueId, const Matrix<float>&)>;

/// Called with the scores that a softmax, or an attention in one of its heads, is about to exponentiate, and the value
/// that it writes.
using ScoreObserver = std::function<void(graph::ValueId, const Matrix<float>&)>;

/// Runs a float graph in single precision, for accuracy and calibration only. Sums run in a fixed order whatever the
/// vector width, so every CPU gives the same numbers up to the last bit of libm's exp and erf.
class Executor {
 public:
  /// `graph` must outlive the executor.
  explicit Executor(const graph::FloatGraph& graph);

  /// One input matrix of the shape of the graph's input (InternalError); returns the output, valid until the next call.
  const Matrix<float>& run(const Matrix<std::int16_t>& input, const FloatObserver& observer = {},
                           const ScoreObserver& score_observer = {});

 private:
  const Matrix<float>& at(graph::ValueId id) const { return data_[static_cast<std::size_t>(id)]; }
  Matrix<float> compute(const graph::FloatLinear& op);
  Matrix<float> compute(const graph::FloatConstant& op);
  Matrix<float> compute(const graph::FloatAdd& op);
  Matrix<float> compute(const graph::FloatLayerNorm& op);
  Matrix<float> compute(const graph::FloatAttention& op);
  Matrix<float> compute(const graph::FloatGelu& op);
  Matrix<float> compute(const graph::FloatMean& op);
  Matrix<float> compute(const graph::FloatSoftmax& op);

  const graph::FloatGraph& graph_;
  const ScoreObserver* score_observer_ = nullptr;  ///< of the run
  std::vector<Matrix<float>> data_;
  std::map<graph::ValueId, Matrix<float>> transposed_;  ///< weights as [columns of input][columns of output], by output
};

}  // namespace octet::reference
