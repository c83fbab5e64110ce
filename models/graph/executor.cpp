// SPDX-License-Identifier: Apache-2.0
#include "models/graph/executor.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/core/error.hpp"
#include "models/kernels/matmul.hpp"
#include "models/kernels/rows.hpp"
#include "models/units/activation.hpp"
#include "models/units/normalization.hpp"
#include "models/units/softmax.hpp"

namespace octet::graph {

class Executor::Runner {
 public:
  virtual ~Runner() = default;
  virtual Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, const ValueObserver& observer,
                                   const Progress& progress) = 0;
};

namespace {

using kernels::PackedColumns;
using kernels::ScaleTable;
using kernels::Sign;
using kernels::Strided;

/// Rows a linear layer multiplies before it requantizes them: their sums stay in the caches.
constexpr std::size_t kRowBlock = 128;

/// A matrix of elements of another type, which holds them all.
template <class To, class From>
Matrix<To> converted(const Matrix<From>& x) {
  std::vector<To> out(x.data().size());
  std::transform(x.data().begin(), x.data().end(), out.begin(), [](From element) { return static_cast<To>(element); });
  return {x.rows(), x.columns(), std::move(out)};
}

/// Columns from `first` on.
template <class T>
Strided<T> columns_of(const Matrix<T>& x, std::size_t first) {
  return {x.data().data() + first, x.columns()};
}

/// What of a linear layer is prepared once.
struct PreparedLinear {
  PackedColumns weight;
  ScaleTable scale;
};

/// Computes with elements of `Element`: 16 bits, or 32 where the residual stream is wider than 16.
template <class Element>
class RunnerOf final : public Executor::Runner {
 public:
  using Numbers = Matrix<Element>;

  RunnerOf(const Model& model, kernels::InstructionSet set) : model_(model), set_(set) {
    for (const Value& of : model.values)
      data_.emplace_back(static_cast<std::size_t>(of.rows), static_cast<std::size_t>(of.columns));
    for (const Node& node : model.nodes) {
      const auto* op = std::get_if<Linear>(&node.op);
      if (op == nullptr) continue;
      PreparedLinear prepared{{}, ScaleTable(op->bias, op->scale)};
      const Matrix<std::int8_t>& weight = op->weight;
      prepared.weight.pack_rows(columns_of(weight, 0), weight.rows(), weight.columns(), set);
      linear_.emplace(op, std::move(prepared));
    }
  }

  Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, const ValueObserver& observer,
                           const Progress& progress) override {
    const Value& expected = value(model_.input);
    OCTET_CHECK(input.rows() == static_cast<std::size_t>(expected.rows) &&
                    input.columns() == static_cast<std::size_t>(expected.columns),
                "the input has the shape of the model's input");
    const int low = expected.is_unsigned ? 0 : -(1 << (expected.bits - 1));
    for (const int x : input.data())
      OCTET_CHECK(x >= low && x < low + (1 << expected.bits), "the input's elements fit its width");
    std::copy(input.data().begin(), input.data().end(), data(model_.input).data().begin());
    show(model_.input, observer);
    progress_ = &progress;
    done_ = 0;
    for (const Node& node : model_.nodes) {
      report_progress();
      const ValueId output = std::visit(
          [&](const auto& op) {
            compute(op, data(op.output));
            return op.output;
          },
          node.op);
      show(output, observer);
      ++done_;
    }
    report_progress();
    return converted<std::int16_t>(data(model_.output));
  }

 private:
  void report_progress() const { tell(*progress_, done_, model_.nodes.size()); }
  void show(ValueId id, const ValueObserver& observer) {
    if (observer) observer(id, converted<std::int32_t>(data(id)));
  }
  const Value& value(ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }
  Numbers& data(ValueId id) { return data_[static_cast<std::size_t>(id)]; }
  Sign sign_of(ValueId id) const { return value(id).is_unsigned ? Sign::is_unsigned : Sign::is_signed; }

  /// Room for `count` sums; what it held is lost.
  std::span<std::int32_t> sums(std::size_t count) {
    if (sums_.size() < count) sums_.resize(count);
    return {sums_.data(), count};
  }

  void compute(const Linear& op, Numbers& out) {
    const Numbers& x = data(op.input);
    const PreparedLinear& prepared = linear_.at(&op);
    const std::size_t n = out.columns();
    const std::span<std::int32_t> block = sums(std::min(kRowBlock, x.rows()) * n);
    const int bits = value(op.output).bits;
    for (std::size_t first = 0; first < x.rows(); first += kRowBlock) {
      report_progress();
      const std::size_t rows = std::min(kRowBlock, x.rows() - first);
      kernels::multiply(Strided<Element>{x.row(first).data(), x.columns()}, sign_of(op.input), rows, prepared.weight,
                        block.data(), n);
      for (std::size_t row = 0; row < rows; ++row)
        kernels::requantize<Element>(block.subspan(row * n, n), prepared.scale, bits, out.row(first + row), set_);
    }
  }

  void compute(const Constant& op, Numbers& out) { out = converted<Element>(op.data); }

  void compute(const Add& op, Numbers& out) {
    kernels::residual_add<Element>(data(op.a).data(), op.scale_a, data(op.b).data(), op.scale_b, value(op.output).bits,
                                   out.data(), set_);
  }

  void compute(const LayerNorm& op, Numbers& out) {
    const Numbers& x = data(op.input);
    const golden::Epsilon epsilon(static_cast<std::int64_t>(op.epsilon));
    std::vector<std::int8_t> wide_out(sizeof(Element) == 2 ? 0 : x.columns());
    for (std::size_t row = 0; row < x.rows(); ++row) {
      if constexpr (sizeof(Element) == 2) {
        kernels::layernorm<Element>(x.row(row), op.gamma, op.beta, op.shift, epsilon, out.row(row), set_);
      } else {
        golden::layernorm(x.row(row), op.gamma, op.beta, op.shift, epsilon, wide_out);
        std::copy(wide_out.begin(), wide_out.end(), out.row(row).begin());
      }
    }
  }

  void compute(const Attention& op, Numbers& out) {
    const Numbers &query = data(op.query), &key = data(op.key), &values = data(op.value);
    const auto heads = static_cast<std::size_t>(op.heads);
    const std::size_t width = query.columns() / heads, rows = query.rows(), keys = key.rows();
    const golden::ExpConstants constants = golden::exp_constants_of(op.score_align);
    scores_.resize(keys);
    exponentials_.resize(rows * keys);
    row_sums_.resize(rows);
    for (std::size_t head = 0; head < heads; ++head) {
      report_progress();
      const std::size_t first = head * width;
      const std::span<std::int32_t> products = sums(rows * std::max(keys, width));
      columns_.pack_rows(columns_of(key, first), keys, width, set_);
      kernels::multiply(columns_of(query, first), Sign::is_signed, rows, columns_, products.data(), keys);
      for (std::size_t row = 0; row < rows; ++row) {
        kernels::requantize<std::int16_t>(products.subspan(row * keys, keys), 0, op.score, model_.numerics.score_bits,
                                          scores_, set_);
        row_sums_[row] = kernels::attention_softmax(scores_, keys, constants,
                                                    std::span(exponentials_).subspan(row * keys, keys), set_);
      }
      columns_.pack_depth_major(columns_of(values, first), width, keys, set_);
      kernels::multiply(Strided<std::uint8_t>{exponentials_.data(), keys}, Sign::is_unsigned, rows, columns_,
                        products.data(), width);
      for (std::size_t row = 0; row < rows; ++row) {
        const DyadicScale scale =
            golden::row_scale(UInt<32>(row_sums_[row]), op.context, model_.numerics.multiplier_bits);
        kernels::requantize<Element>(products.subspan(row * width, width), 0, scale, 8,
                                     out.row(row).subspan(first, width), set_);
      }
    }
  }

  void compute(const Gelu& op, Numbers& out) {
    const golden::GeluParameters parameters = golden::gelu_parameters(value(op.input).bits, op.one_bits, op.scale);
    kernels::gelu<Element, Element>(data(op.input).data(), parameters, out.data(), set_);
  }

  void compute(const Mean& op, Numbers& out) {
    const Numbers& x = data(op.input);
    const std::vector<std::uint8_t> ones(x.rows(), 1);
    const std::span<std::int32_t> total = sums(x.columns());
    columns_.pack_depth_major(columns_of(x, 0), x.columns(), x.rows(), set_);
    kernels::multiply(Strided<std::uint8_t>{ones.data(), ones.size()}, Sign::is_unsigned, 1, columns_, total.data(),
                      x.columns());
    kernels::requantize<Element>(total, 0, op.scale, value(op.output).bits, out.row(0), set_);
  }

  void compute(const Softmax& op, Numbers& out) {
    const Numbers& x = data(op.input);
    const golden::ExpConstants constants = golden::exp_constants_of(op.score_align);
    scores_.resize(x.columns());
    std::vector<std::uint8_t> p(x.columns());
    for (std::size_t row = 0; row < x.rows(); ++row) {
      std::transform(x.row(row).begin(), x.row(row).end(), scores_.begin(),
                     [](Element score) { return static_cast<std::int16_t>(score); });
      kernels::softmax(scores_, x.columns(), constants, p, set_);
      std::copy(p.begin(), p.end(), out.row(row).begin());
    }
  }

  const Model& model_;
  kernels::InstructionSet set_;
  const Progress* progress_ = nullptr;  ///< of the run
  std::uint64_t done_ = 0;              ///< nodes
  std::map<const Linear*, PreparedLinear> linear_;
  std::vector<Numbers> data_;  ///< one a value, overwritten by every run
  // Scratch, kept for its storage.
  PackedColumns columns_;
  std::vector<std::int32_t> sums_;
  std::vector<std::int16_t> scores_;
  std::vector<std::uint8_t> exponentials_;
  std::vector<std::uint32_t> row_sums_;
};

}  // namespace

Executor::Executor(const Model& model, kernels::InstructionSet set) {
  OCTET_CHECK(model.has_weights, "values need weights");
  if (model.numerics.is_wide()) {
    runner_ = std::make_unique<RunnerOf<std::int32_t>>(model, set);
  } else {
    runner_ = std::make_unique<RunnerOf<std::int16_t>>(model, set);
  }
}

Executor::~Executor() = default;
Executor::Executor(Executor&&) noexcept = default;
Executor& Executor::operator=(Executor&&) noexcept = default;

Matrix<std::int16_t> Executor::run(const Matrix<std::int16_t>& input, const ValueObserver& observer,
                                   const Progress& progress) {
  return runner_->run(input, observer, progress);
}

Matrix<std::int16_t> execute(const Model& model, const Matrix<std::int16_t>& input, const ValueObserver& observer,
                             const Progress& progress) {
  return Executor(model).run(input, observer, progress);
}

}  // namespace octet::graph
