// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "models/core/matrix.hpp"
#include "models/operators/value.hpp"

namespace octet::graph {

/// Called with the scores that a softmax, or an attention in one of its heads, is about to exponentiate, and the value
/// that it writes.
using ScoreObserver = std::function<void(ValueId, const Matrix<float>&)>;

/// Where float operators compute: the data of all values.
class FloatRun {
 public:
  explicit FloatRun(std::size_t values) : data_(values) {}

  Matrix<float>& data(ValueId id) { return data_[static_cast<std::size_t>(id)]; }
  const Matrix<float>& data(ValueId id) const { return data_[static_cast<std::size_t>(id)]; }
  /// A weight as [columns of input][columns of output], by the value that its operator writes: turned once.
  const Matrix<float>& transposed(ValueId output, const Matrix<float>& weight);
  void see_scores(ValueId output, const Matrix<float>& scores) const {
    if (observer != nullptr && *observer) (*observer)(output, scores);
  }

  const ScoreObserver* observer = nullptr;

 private:
  std::vector<Matrix<float>> data_;
  std::map<ValueId, Matrix<float>> transposed_;
};

Matrix<float> transposed(const Matrix<float>& x);

/// exp(row - max) / sum, in place.
void softmax_row(std::span<float> row);

}  // namespace octet::graph
