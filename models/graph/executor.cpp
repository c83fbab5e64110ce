// SPDX-License-Identifier: Apache-2.0
#include "models/graph/executor.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/core/error.hpp"
#include "models/units/activation.hpp"
#include "models/units/matmul.hpp"
#include "models/units/normalization.hpp"
#include "models/units/requantizer.hpp"
#include "models/units/residual_adder.hpp"
#include "models/units/softmax.hpp"

namespace octet::graph {
namespace {

/// Elements of another type, which holds them all.
template <class To, class From>
std::vector<To> converted(std::span<const From> x) {
  std::vector<To> out(x.size());
  std::transform(x.begin(), x.end(), out.begin(), [](From element) { return static_cast<To>(element); });
  return out;
}

template <class To, class From>
Matrix<To> converted(const Matrix<From>& x) {
  return {x.rows(), x.columns(), converted<To>(std::span<const From>(x.data()))};
}

/// Columns [first, first + width) of a matrix as bytes, row after row.
template <class T>
std::vector<std::int8_t> gathered(const Matrix<T>& x, std::size_t first, std::size_t width) {
  std::vector<std::int8_t> out(x.rows() * width);
  for (std::size_t row = 0; row < x.rows(); ++row)
    for (std::size_t i = 0; i < width; ++i) out[row * width + i] = static_cast<std::int8_t>(x.at(row, first + i));
  return out;
}

/// The same columns transposed: [width][rows].
template <class T>
std::vector<std::int8_t> gathered_transposed(const Matrix<T>& x, std::size_t first, std::size_t width) {
  std::vector<std::int8_t> out(x.rows() * width);
  for (std::size_t row = 0; row < x.rows(); ++row)
    for (std::size_t i = 0; i < width; ++i) out[i * x.rows() + row] = static_cast<std::int8_t>(x.at(row, first + i));
  return out;
}

/// Computes with elements of `Element`: 16 bits, or 32 where the residual stream is wider than 16.
template <class Element>
class Executor {
 public:
  using Numbers = Matrix<Element>;

  explicit Executor(const Model& model) : model_(model), data_(model.values.size()) {}

  const Numbers& run(Numbers input, const ValueObserver& observer) {
    const Value& expected = value(model_.input);
    OCTET_CHECK(input.rows() == static_cast<std::size_t>(expected.rows) &&
                    input.columns() == static_cast<std::size_t>(expected.columns),
                "the input has the shape of the model's input");
    const int low = expected.is_unsigned ? 0 : -(1 << (expected.bits - 1));
    for (const int x : input.data())
      OCTET_CHECK(x >= low && x < low + (1 << expected.bits), "the input's elements fit its width");
    data_[static_cast<std::size_t>(model_.input)] = std::move(input);
    show(model_.input, observer);
    for (const Node& node : model_.nodes) {
      const ValueId output = std::visit(
          [&](const auto& op) {
            data_[static_cast<std::size_t>(op.output)] = compute(op);
            return op.output;
          },
          node.op);
      show(output, observer);
    }
    return data(model_.output);
  }

 private:
  static constexpr int kWidest = sizeof(Element) == 2 ? kMemoryBits : kWidestResidual;

  static Element requantized(std::int32_t accumulator, std::int32_t bias, DyadicScale scale, int bits) {
    return golden::requantize<kWidest>(Int<32>(accumulator), Int<32>(bias), scale, bits).raw();
  }

  void show(ValueId id, const ValueObserver& observer) const {
    if (observer) observer(id, converted<std::int32_t>(data(id)));
  }
  const Value& value(ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }
  const Numbers& data(ValueId id) const { return data_[static_cast<std::size_t>(id)]; }

  Numbers compute(const Linear& op) {
    const Numbers& x = data(op.input);
    const golden::MatmulShape shape{x.rows(), op.weight.rows(), op.weight.columns()};
    accumulator_.resize(shape.m * shape.n);
    if (value(op.input).is_unsigned) {
      golden::matmul(converted<std::uint8_t>(std::span<const Element>(x.data())), op.weight.data(), accumulator_,
                     shape);
    } else {
      golden::matmul(converted<std::int8_t>(std::span<const Element>(x.data())), op.weight.data(), accumulator_, shape);
    }
    Numbers out(shape.m, shape.n);
    const int bits = value(op.output).bits;
    for (std::size_t row = 0; row < shape.m; ++row)
      for (std::size_t column = 0; column < shape.n; ++column)
        out.at(row, column) =
            requantized(accumulator_[row * shape.n + column], op.bias[column], op.scale[column], bits);
    return out;
  }

  Numbers compute(const Constant& op) { return converted<Element>(op.data); }

  Numbers compute(const Add& op) {
    const Numbers &a = data(op.a), &b = data(op.b);
    Numbers out(a.rows(), a.columns());
    const int bits = value(op.output).bits;
    for (std::size_t i = 0; i < out.data().size(); ++i)
      out.data()[i] =
          golden::residual_add(Int<kWidest>(a.data()[i]), op.scale_a, Int<kWidest>(b.data()[i]), op.scale_b, bits)
              .raw();
    return out;
  }

  Numbers compute(const LayerNorm& op) {
    const Numbers& x = data(op.input);
    Numbers out(x.rows(), x.columns());
    std::vector<std::int8_t> row_out(x.columns());
    for (std::size_t row = 0; row < x.rows(); ++row) {
      golden::layernorm(x.row(row), op.gamma, op.beta, op.shift, row_out);
      std::copy(row_out.begin(), row_out.end(), out.row(row).begin());
    }
    return out;
  }

  Numbers compute(const Attention& op) {
    const Numbers &query = data(op.query), &key = data(op.key), &values = data(op.value);
    const auto heads = static_cast<std::size_t>(op.heads);
    const std::size_t width = query.columns() / heads, rows = query.rows(), keys = key.rows();
    const golden::ExpConstants constants = golden::exp_constants(model_.numerics.score_bits);
    Numbers out(rows, query.columns());
    std::vector<std::int16_t> scores(keys);
    std::vector<std::uint8_t> e(rows * keys);
    std::vector<UInt<32>> sums(rows);
    for (std::size_t head = 0; head < heads; ++head) {
      const std::size_t first = head * width;
      accumulator_.resize(rows * keys);
      golden::matmul(gathered(query, first, width), gathered(key, first, width), accumulator_, {rows, keys, width});
      for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t j = 0; j < keys; ++j)
          scores[j] = golden::requantize(Int<32>(accumulator_[row * keys + j]), Int<32>(0), op.score,
                                         model_.numerics.score_bits)
                          .raw();
        sums[row] = golden::attention_softmax(scores, keys, constants, std::span(e).subspan(row * keys, keys));
      }
      accumulator_.resize(rows * width);
      golden::matmul(e, gathered_transposed(values, first, width), accumulator_, {rows, width, keys});
      for (std::size_t row = 0; row < rows; ++row) {
        const DyadicScale scale = golden::row_scale(sums[row], op.context, model_.numerics.multiplier_bits);
        for (std::size_t i = 0; i < width; ++i)
          out.at(row, first + i) = requantized(accumulator_[row * width + i], 0, scale, 8);
      }
    }
    return out;
  }

  Numbers compute(const Gelu& op) {
    const Numbers& x = data(op.input);
    const golden::GeluParameters parameters = golden::gelu_parameters(value(op.input).bits, op.one_bits, op.scale);
    Numbers out(x.rows(), x.columns());
    for (std::size_t i = 0; i < out.data().size(); ++i)
      out.data()[i] = golden::gelu(Int<18>(x.data()[i]), parameters).raw();
    return out;
  }

  Numbers compute(const Mean& op) {
    const Numbers& x = data(op.input);
    const std::vector<std::uint8_t> ones(x.rows(), 1);
    accumulator_.resize(x.columns());
    golden::matmul(ones, gathered_transposed(x, 0, x.columns()), accumulator_, {1, x.columns(), x.rows()});
    Numbers out(1, x.columns());
    const int bits = value(op.output).bits;
    for (std::size_t column = 0; column < x.columns(); ++column)
      out.at(0, column) = requantized(accumulator_[column], 0, op.scale, bits);
    return out;
  }

  Numbers compute(const Softmax& op) {
    const Numbers& x = data(op.input);
    const golden::ExpConstants constants = golden::exp_constants(model_.numerics.score_bits);
    Numbers out(x.rows(), x.columns());
    std::vector<std::uint8_t> p(x.columns());
    for (std::size_t row = 0; row < x.rows(); ++row) {
      golden::softmax(converted<std::int16_t>(x.row(row)), x.columns(), constants, p);
      std::copy(p.begin(), p.end(), out.row(row).begin());
    }
    return out;
  }

  const Model& model_;
  std::vector<Numbers> data_;
  std::vector<std::int32_t> accumulator_;
};

}  // namespace

Matrix<std::int16_t> execute(const Model& model, const Matrix<std::int16_t>& input, const ValueObserver& observer) {
  OCTET_CHECK(model.has_weights, "values need weights");
  if (!model.numerics.is_wide()) return Executor<std::int16_t>(model).run(input, observer);
  return converted<std::int16_t>(Executor<std::int32_t>(model).run(converted<std::int32_t>(input), observer));
}

}  // namespace octet::graph
