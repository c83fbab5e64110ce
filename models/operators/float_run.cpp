// SPDX-License-Identifier: Apache-2.0
#include "models/operators/float_run.hpp"

#include <algorithm>

namespace octet::graph {

Matrix<float> transposed(const Matrix<float>& x) {
  Matrix<float> out(x.columns(), x.rows());
  for (std::size_t row = 0; row < x.rows(); ++row)
    for (std::size_t column = 0; column < x.columns(); ++column) out.at(column, row) = x.at(row, column);
  return out;
}

void softmax_row(std::span<float> row) {
  const float maximum = *std::max_element(row.begin(), row.end());
  float sum = 0.0F;
  for (float& x : row) {
    x = std::exp(x - maximum);
    sum += x;
  }
  for (float& x : row) x /= sum;
}

const Matrix<float>& FloatRun::transposed(ValueId output, const Matrix<float>& weight) {
  const auto found = transposed_.find(output);
  if (found != transposed_.end()) return found->second;
  return transposed_.emplace(output, graph::transposed(weight)).first->second;
}

}  // namespace octet::graph
