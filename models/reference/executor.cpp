// SPDX-License-Identifier: Apache-2.0
#include "models/reference/executor.hpp"

#include <algorithm>
#include <cmath>

#include "models/core/error.hpp"
#include "models/reference/multiply.hpp"

namespace octet::reference {
namespace {

Matrix<float> transposed(const Matrix<float>& x) {
  Matrix<float> out(x.columns(), x.rows());
  for (std::size_t row = 0; row < x.rows(); ++row)
    for (std::size_t column = 0; column < x.columns(); ++column) out.at(column, row) = x.at(row, column);
  return out;
}

/// exp(row - max) / sum, in place.
void softmax_row(std::span<float> row) {
  const float maximum = *std::max_element(row.begin(), row.end());
  float sum = 0.0F;
  for (float& x : row) {
    x = std::exp(x - maximum);
    sum += x;
  }
  for (float& x : row) x /= sum;
}

}  // namespace

Executor::Executor(const graph::FloatGraph& graph) : graph_(graph), data_(graph.values.size()) {
  for (const graph::FloatNode& node : graph.nodes)
    if (const auto* linear = std::get_if<graph::FloatLinear>(&node.op))
      transposed_[linear->output] = transposed(linear->weight);
}

const Matrix<float>& Executor::run(const Matrix<std::int16_t>& input, const FloatObserver& observer,
                                   const ScoreObserver& score_observer) {
  score_observer_ = &score_observer;
  const graph::FloatValue& expected = graph_.values[static_cast<std::size_t>(graph_.input)];
  OCTET_CHECK(input.rows() == static_cast<std::size_t>(expected.rows) &&
                  input.columns() == static_cast<std::size_t>(expected.columns),
              "the input has the shape of the graph's input");
  data_[static_cast<std::size_t>(graph_.input)] = {input.rows(), input.columns(),
                                                   std::vector<float>(input.data().begin(), input.data().end())};
  if (observer) observer(graph_.input, at(graph_.input));
  for (const graph::FloatNode& node : graph_.nodes) {
    const graph::ValueId output = std::visit(
        [&](const auto& op) {
          data_[static_cast<std::size_t>(op.output)] = compute(op);
          return op.output;
        },
        node.op);
    if (observer) observer(output, at(output));
  }
  return at(graph_.output);
}

Matrix<float> Executor::compute(const graph::FloatLinear& op) {
  const Matrix<float>& x = at(op.input);
  const Matrix<float>& weight = transposed_.at(op.output);
  Matrix<float> out(x.rows(), weight.columns());
  multiply(x.data().data(), x.columns(), weight.data().data(), weight.columns(), out.data().data(), out.columns(),
           x.rows(), weight.columns(), x.columns());
  for (std::size_t row = 0; row < out.rows(); ++row)
    for (std::size_t column = 0; column < out.columns(); ++column) out.at(row, column) += op.bias[column];
  return out;
}

Matrix<float> Executor::compute(const graph::FloatConstant& op) { return op.data; }

Matrix<float> Executor::compute(const graph::FloatAdd& op) {
  Matrix<float> out = at(op.a);
  const std::vector<float>& b = at(op.b).data();
  for (std::size_t i = 0; i < b.size(); ++i) out.data()[i] += b[i];
  return out;
}

Matrix<float> Executor::compute(const graph::FloatLayerNorm& op) {
  const Matrix<float>& x = at(op.input);
  Matrix<float> out(x.rows(), x.columns());
  const auto n = static_cast<double>(x.columns());
  for (std::size_t row = 0; row < x.rows(); ++row) {
    double sum = 0.0, squares = 0.0;
    for (const float v : x.row(row)) sum += v;
    const double mean = sum / n;
    for (const float v : x.row(row)) squares += (v - mean) * (v - mean);
    const double factor = 1.0 / std::sqrt(squares / n + op.epsilon);
    for (std::size_t column = 0; column < x.columns(); ++column)
      out.at(row, column) =
          static_cast<float>((x.at(row, column) - mean) * factor) * op.weight[column] + op.bias[column];
  }
  return out;
}

Matrix<float> Executor::compute(const graph::FloatAttention& op) {
  const Matrix<float>&query = at(op.query), &value = at(op.value);
  const Matrix<float> key = transposed(at(op.key));
  const std::size_t heads = static_cast<std::size_t>(op.heads), width = query.columns() / heads, keys = value.rows();
  const auto factor = static_cast<float>(1.0 / std::sqrt(static_cast<double>(width)));
  Matrix<float> out(query.rows(), query.columns()), scores(query.rows(), keys);
  for (std::size_t head = 0; head < heads; ++head) {
    const std::size_t first = head * width;
    multiply(query.data().data() + first, query.columns(), key.data().data() + first * keys, keys, scores.data().data(),
             keys, query.rows(), keys, width);
    for (float& x : scores.data()) x *= factor;
    if (*score_observer_) (*score_observer_)(op.output, scores);
    for (std::size_t row = 0; row < scores.rows(); ++row) softmax_row(scores.row(row));
    multiply(scores.data().data(), keys, value.data().data() + first, value.columns(), out.data().data() + first,
             out.columns(), query.rows(), width, keys);
  }
  return out;
}

Matrix<float> Executor::compute(const graph::FloatGelu& op) {
  Matrix<float> out = at(op.input);
  for (float& x : out.data()) x = static_cast<float>(0.5 * x * (1.0 + std::erf(x * 0.70710678118654752440)));
  return out;
}

Matrix<float> Executor::compute(const graph::FloatMean& op) {
  const Matrix<float>& x = at(op.input);
  Matrix<float> out(1, x.columns());
  for (std::size_t row = 0; row < x.rows(); ++row)
    for (std::size_t column = 0; column < x.columns(); ++column) out.at(0, column) += x.at(row, column);
  for (float& v : out.data()) v /= static_cast<float>(x.rows());
  return out;
}

Matrix<float> Executor::compute(const graph::FloatSoftmax& op) {
  Matrix<float> out = at(op.input);
  if (*score_observer_) (*score_observer_)(op.output, out);
  for (std::size_t row = 0; row < out.rows(); ++row) softmax_row(out.row(row));
  return out;
}

}  // namespace octet::reference
