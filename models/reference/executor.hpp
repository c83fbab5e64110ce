// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "models/core/matrix.hpp"
#include "models/graph/float_graph.hpp"
#include "models/operators/float_run.hpp"

namespace octet::reference {

/// Called with each value right after it is computed (the input first), in execution order.
using FloatObserver = std::function<void(graph::ValueId, const Matrix<float>&)>;

/// Runs a float graph in single precision, for accuracy and calibration only. Sums run in a fixed order whatever the
/// vector width, so every CPU gives the same numbers up to the last bit of libm's exp and erf.
class FloatExecutor {
 public:
  /// `graph` must outlive the executor.
  explicit FloatExecutor(const graph::FloatGraph& graph);

  /// One input matrix of the shape of the graph's input (InternalError); returns the output, valid until the next call.
  const Matrix<float>& run(const Matrix<std::int16_t>& input, const FloatObserver& observer = {},
                           const graph::ScoreObserver& score_observer = {});

 private:
  const graph::FloatGraph& graph_;
  graph::FloatRun run_;
};

}  // namespace octet::reference
