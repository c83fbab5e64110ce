// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/graph/float_graph.hpp"
#include "tests/support/random_model.hpp"

// Every operator beside every other: how one stands in a small graph, and what it is by its definition. The lists of
// producers and readers follow from the operators, so that one without a case here does not compile.
namespace octet::test {

/// A matrix in doubles.
using Real = std::vector<std::vector<double>>;

/// What a reader asks of the integers it reads, which decides beside what other readers it can stand. `score_steps`:
/// steps among those of scores, which a softmax may happen to ask too.
enum class Reads { nothing, bytes, steps, score_steps, scores, any };

/// What a builder of cases offers.
class PairBuilder {
 public:
  explicit PairBuilder(std::uint64_t seed) : random_(seed) {}

  int rows(graph::ValueId id) const { return at(id).rows; }
  std::vector<float> vector(std::size_t size, double center, double spread) {
    std::vector<float> out(size);
    for (float& x : out)
      x = static_cast<float>(center + spread * static_cast<double>(random_.between(-1000, 1000)) / 1000.0);
    return out;
  }
  template <class Op>
  graph::ValueId node(const std::string& name, Op op, int rows, int columns = 16) {
    graph_.values.push_back({name, rows, columns});
    op.output = static_cast<graph::ValueId>(graph_.values.size()) - 1;
    graph_.nodes.push_back({name, op});
    return op.output;
  }
  graph::ValueId linear(const std::string& name, graph::ValueId input, int columns, double spread) {
    graph::FloatLinear op{};
    op.input = input;
    const auto size = static_cast<std::size_t>(columns), k = static_cast<std::size_t>(at(input).columns);
    op.weight = {size, k, vector(size * k, 0.0, spread)};
    op.bias = vector(size, 0.0, 0.1);
    return node(name, op, at(input).rows, columns);
  }
  graph::ValueId constant(const std::string& name, int rows, double spread) {
    graph::FloatConstant op{};
    op.data = {static_cast<std::size_t>(rows), 16, vector(static_cast<std::size_t>(rows) * 16, 0.0, spread)};
    return node(name, op, rows);
  }

 protected:
  const graph::FloatValue& at(graph::ValueId id) const { return graph_.values[static_cast<std::size_t>(id)]; }

  Random random_;
  graph::FloatGraph graph_;
};

/// Of an operator: what it asks of the value that it reads, a node that reads it, and its definition.
template <class Op>
struct PairCase;

/// An operator of one input, element by element.
template <class Op>
graph::ValueId read_one(PairBuilder& graph, graph::ValueId value, const std::string& name) {
  Op op{};
  op.input = value;
  return graph.node(name, op, graph.rows(value));
}
template <class Function>
Real each(Real x, Function function) {
  for (std::vector<double>& row : x)
    for (double& element : row) element = function(element);
  return x;
}

template <>
struct PairCase<graph::FloatLinear> {
  static constexpr Reads kReads = Reads::bytes;
  static graph::ValueId read(PairBuilder& graph, graph::ValueId value, const std::string& name) {
    return graph.linear(name, value, 16, 0.3);
  }
  static Real define(const graph::FloatLinear& op, const std::vector<Real>& in) {
    Real out(in[0].size(), {op.bias.begin(), op.bias.end()});
    for (std::size_t row = 0; row < out.size(); ++row)
      for (std::size_t column = 0; column < out[row].size(); ++column)
        for (std::size_t k = 0; k < in[0][row].size(); ++k)
          out[row][column] += in[0][row][k] * static_cast<double>(op.weight.at(column, k));
    return out;
  }
};

template <>
struct PairCase<graph::FloatConstant> {
  static constexpr Reads kReads = Reads::nothing;
  static Real define(const graph::FloatConstant& op, const std::vector<Real>&) {
    Real out;
    for (std::size_t row = 0; row < op.data.rows(); ++row)
      out.emplace_back(op.data.row(row).begin(), op.data.row(row).end());
    return out;
  }
};

template <>
struct PairCase<graph::FloatAdd> {
  static constexpr Reads kReads = Reads::any;
  static graph::ValueId read(PairBuilder& graph, graph::ValueId value, const std::string& name) {
    const graph::ValueId offset = graph.constant(name + ".offset", graph.rows(value), 1.0);
    return graph.node(name, graph::FloatAdd{value, offset, 0}, graph.rows(value));
  }
  static Real define(const graph::FloatAdd&, const std::vector<Real>& in) {
    Real out = in[0];
    for (std::size_t row = 0; row < out.size(); ++row)
      for (std::size_t column = 0; column < out[row].size(); ++column) out[row][column] += in[1][row][column];
    return out;
  }
};

template <>
struct PairCase<graph::FloatMultiply> {
  static constexpr Reads kReads = Reads::any;
  static graph::ValueId read(PairBuilder& graph, graph::ValueId value, const std::string& name) {
    const graph::ValueId factor = graph.constant(name + ".factor", graph.rows(value), 1.0);
    return graph.node(name, graph::FloatMultiply{value, factor, 0}, graph.rows(value));
  }
  static Real define(const graph::FloatMultiply&, const std::vector<Real>& in) {
    Real out = in[0];
    for (std::size_t row = 0; row < out.size(); ++row)
      for (std::size_t column = 0; column < out[row].size(); ++column) out[row][column] *= in[1][row][column];
    return out;
  }
};

template <>
struct PairCase<graph::FloatLayerNorm> {
  static constexpr Reads kReads = Reads::any;
  static graph::ValueId read(PairBuilder& graph, graph::ValueId value, const std::string& name) {
    graph::FloatLayerNorm op{};
    op.input = value;
    op.weight = graph.vector(16, 1.0, 0.3), op.bias = graph.vector(16, 0.0, 0.3);
    op.epsilon = 1e-3;
    return graph.node(name, op, graph.rows(value));
  }
  static Real define(const graph::FloatLayerNorm& op, const std::vector<Real>& in) {
    Real out = in[0];
    for (std::vector<double>& row : out) {
      double mean = 0.0, variance = 0.0;
      for (const double x : row) mean += x / static_cast<double>(row.size());
      for (const double x : row) variance += (x - mean) * (x - mean) / static_cast<double>(row.size());
      for (std::size_t column = 0; column < row.size(); ++column)
        row[column] = (row[column] - mean) / std::sqrt(variance + op.epsilon) * op.weight[column] + op.bias[column];
    }
    return out;
  }
};

template <>
struct PairCase<graph::FloatRmsNorm> {
  static constexpr Reads kReads = Reads::any;
  static graph::ValueId read(PairBuilder& graph, graph::ValueId value, const std::string& name) {
    graph::FloatRmsNorm op{};
    op.input = value;
    op.weight = graph.vector(16, 1.0, 0.3);
    op.epsilon = 1e-3;
    return graph.node(name, op, graph.rows(value));
  }
  static Real define(const graph::FloatRmsNorm& op, const std::vector<Real>& in) {
    Real out = in[0];
    for (std::vector<double>& row : out) {
      double mean_square = 0.0;
      for (const double x : row) mean_square += x * x / static_cast<double>(row.size());
      for (std::size_t column = 0; column < row.size(); ++column)
        row[column] *= op.weight[column] / std::sqrt(mean_square + op.epsilon);
    }
    return out;
  }
};

template <>
struct PairCase<graph::FloatAttention> {
  static constexpr Reads kReads = Reads::bytes;
  static graph::ValueId read(PairBuilder& graph, graph::ValueId value, const std::string& name) {
    graph::FloatAttention op{};
    op.query = op.key = op.value = value;
    op.heads = 2;
    return graph.node(name, op, graph.rows(value));
  }
  static Real define(const graph::FloatAttention& op, const std::vector<Real>& in) {
    const Real &q = in[0], &k = in[1], &v = in[2];
    const std::size_t width = q[0].size() / static_cast<std::size_t>(op.heads);
    Real out(q.size(), std::vector<double>(q[0].size()));
    for (std::size_t row = 0; row < q.size(); ++row)
      for (std::size_t column = 0; column < q[row].size(); ++column) {
        const std::size_t first = column / width * width;
        double sum = 0.0, weighted = 0.0;
        for (std::size_t j = 0; j < k.size(); ++j) {
          double score = 0.0;
          for (std::size_t i = first; i < first + width; ++i) score += q[row][i] * k[j][i];
          sum += std::exp(score / std::sqrt(static_cast<double>(width)));
          weighted += std::exp(score / std::sqrt(static_cast<double>(width))) * v[j][column];
        }
        out[row][column] = weighted / sum;
      }
    return out;
  }
};

template <>
struct PairCase<graph::FloatGelu> {
  static constexpr Reads kReads = Reads::steps;
  static constexpr auto read = read_one<graph::FloatGelu>;
  static Real define(const graph::FloatGelu&, const std::vector<Real>& in) {
    return each(in[0], [](double x) { return 0.5 * x * std::erfc(-x / std::sqrt(2.0)); });
  }
};

template <>
struct PairCase<graph::FloatSilu> {
  static constexpr Reads kReads = Reads::score_steps;
  static constexpr auto read = read_one<graph::FloatSilu>;
  static Real define(const graph::FloatSilu&, const std::vector<Real>& in) {
    return each(in[0], [](double x) { return 0.5 * x * (1.0 + std::tanh(0.5 * x)); });
  }
};

template <>
struct PairCase<graph::FloatMean> {
  static constexpr Reads kReads = Reads::bytes;
  static graph::ValueId read(PairBuilder& graph, graph::ValueId value, const std::string& name) {
    return graph.node(name, graph::FloatMean{value, 0}, 1);
  }
  static Real define(const graph::FloatMean&, const std::vector<Real>& in) {
    Real out(1, std::vector<double>(in[0][0].size()));
    for (const std::vector<double>& row : in[0])
      for (std::size_t column = 0; column < row.size(); ++column)
        out[0][column] += row[column] / static_cast<double>(in[0].size());
    return out;
  }
};

template <>
struct PairCase<graph::FloatSoftmax> {
  static constexpr Reads kReads = Reads::scores;
  static constexpr auto read = read_one<graph::FloatSoftmax>;
  static Real define(const graph::FloatSoftmax&, const std::vector<Real>& in) {
    Real out = each(in[0], [](double x) { return std::exp(x); });
    for (std::vector<double>& row : out) {
      double sum = 0.0;
      for (const double e : row) sum += e;
      for (double& e : row) e /= sum;
    }
    return out;
  }
};

template <>
struct PairCase<graph::FloatRotary> {
  static constexpr Reads kReads = Reads::any;
  static graph::ValueId read(PairBuilder& graph, graph::ValueId value, const std::string& name) {
    graph::FloatRotary op{};
    op.input = value;
    op.heads = 2;
    op.theta = 100.0;
    return graph.node(name, op, graph.rows(value));
  }
  static Real define(const graph::FloatRotary& op, const std::vector<Real>& in) {
    Real out = in[0];
    const std::size_t width = in[0][0].size() / static_cast<std::size_t>(op.heads);
    for (std::size_t row = 0; row < out.size(); ++row)
      for (std::size_t column = 0; column < out[row].size(); ++column) {
        const std::size_t within = column % width, j = within % (width / 2);
        const double angle = static_cast<double>(row) /
                             std::exp(std::log(op.theta) * 2.0 * static_cast<double>(j) / static_cast<double>(width));
        const bool is_second = within >= width / 2;
        const double other = in[0][row][is_second ? column - width / 2 : column + width / 2];
        out[row][column] = in[0][row][column] * std::cos(angle) + (is_second ? other : -other) * std::sin(angle);
      }
    return out;
  }
};

}  // namespace octet::test
