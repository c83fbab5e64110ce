// SPDX-License-Identifier: Apache-2.0
#include "models/operators/linear.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

#include "models/kernels/matmul.hpp"
#include "models/kernels/rows.hpp"
#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_multiply.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/largest.hpp"
#include "models/operators/run.hpp"

namespace octet::graph {
namespace {

/// Rows that are multiplied before they are requantized: their sums stay in the caches.
constexpr std::size_t kRowBlock = 128;

constexpr double kWeightTop = 127.0;
constexpr double kLargestBias = 1 << 30;   // leaves half the accumulator to the products
constexpr double kWeightDeviation = 73.3;  // of uniform integers in [-127, 127]

struct PreparedLinear final : Prepared {
  explicit PreparedLinear(const Linear& op, kernels::InstructionSet set) : scale(op.bias, op.scale) {
    weight.pack_rows(columns_of(op.weight, 0), op.weight.rows(), op.weight.columns(), set);
  }
  kernels::PackedColumns weight;
  kernels::ScaleTable scale;
};

/// In [-127, 127], eight from one random number: large networks have many.
void fill_weights(std::vector<std::int8_t>& weights, SplitMix& random) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    bytes = i % 8 == 0 ? random.next() : bytes >> 8;
    const auto byte = std::bit_cast<std::int8_t>(static_cast<std::uint8_t>(bytes));
    weights[i] = std::max<std::int8_t>(byte, -127);
  }
}

}  // namespace

void Linear::check(Checker& checker) const {
  const Value& in = checker.value(input);
  checker.expect(in.bits == 8, "input: expected 8 bits, got " + std::to_string(in.bits));
  if (!checker.has_weights()) {
    checker.accumulates(in.columns, in.is_unsigned, 0, "input");
    if (checker.has_output(output)) checker.writes(output, in.rows, checker.value(output).columns);
    return;
  }
  const auto columns = weight.rows();
  if (!checker.expect(weight.columns() == static_cast<std::size_t>(in.columns) && columns >= 1 &&
                          columns <= kLargestExtent && weight.data().size() == columns * weight.columns(),
                      "weight: expected shape [columns, " + std::to_string(in.columns) + "]"))
    return;
  checker.writes(output, in.rows, static_cast<int>(columns));
  checker.expect(std::find(weight.data().begin(), weight.data().end(), std::int8_t{-128}) == weight.data().end(),
                 "weight: expected elements in [-127, 127], got -128");
  if (!checker.expect(bias.size() == columns && scale.size() == columns,
                      "bias, scale: expected " + std::to_string(columns) + " elements"))
    return;
  std::uint64_t largest = 0;
  for (const std::int32_t b : bias) largest = std::max(largest, static_cast<std::uint64_t>(std::llabs(b)));
  checker.accumulates(in.columns, in.is_unsigned, largest, "bias");
}

std::unique_ptr<Prepared> Linear::prepare(kernels::InstructionSet set) const {
  return std::make_unique<PreparedLinear>(*this, set);
}

template <class Element>
void Linear::run(Run<Element>& run) const {
  const Matrix<Element>& x = run.data(input);
  Matrix<Element>& out = run.data(output);
  const auto& prepared = static_cast<const PreparedLinear&>(*run.prepared);
  const std::size_t n = out.columns();
  const std::span<std::int32_t> block = run.sums(std::min(kRowBlock, x.rows()) * n);
  const int bits = run.value(output).bits;
  for (std::size_t first = 0; first < x.rows(); first += kRowBlock) {
    run.alive();
    const std::size_t rows = std::min(kRowBlock, x.rows() - first);
    kernels::multiply(kernels::Strided<Element>{x.row(first).data(), x.columns()}, run.sign_of(input), rows,
                      prepared.weight, block.data(), n);
    for (std::size_t row = 0; row < rows; ++row)
      kernels::requantize<Element>(block.subspan(row * n, n), prepared.scale, bits, out.row(first + row), run.set);
  }
}
template void Linear::run(Run<std::int16_t>& run) const;
template void Linear::run(Run<std::int32_t>& run) const;

void Linear::fill(Filling& filling) {
  const auto depth = static_cast<std::size_t>(filling.value(input).columns);
  const auto columns = static_cast<std::size_t>(filling.value(output).columns);
  const double accumulator = filling.rms(input) * kWeightDeviation * std::sqrt(static_cast<double>(depth));
  weight = Matrix<std::int8_t>(columns, depth);
  fill_weights(weight.data(), filling.random);
  filling.rms(output) = filling.target_of(output);
  for (std::size_t column = 0; column < columns; ++column) {
    bias.push_back(filling.symmetric(static_cast<std::int64_t>(accumulator / 2)));
    scale.push_back(filling.dyadic(filling.near(filling.rms(output) / accumulator, 50)));
  }
}

std::uint64_t Linear::macs(const Values& values) const {
  return product(values[input].rows, values[input].columns, values[output].columns);
}

Size FloatLinear::infer(Inference& inference) const {
  return {inference.size(input).rows, static_cast<int>(weight.rows())};
}

void FloatLinear::run(FloatRun& run) const {
  const Matrix<float>& x = run.data(input);
  const Matrix<float>& turned = run.transposed(output, weight);
  Matrix<float> out(x.rows(), turned.columns());
  float_multiply(x.data().data(), x.columns(), turned.data().data(), turned.columns(), out.data().data(), out.columns(),
                 x.rows(), turned.columns(), x.columns());
  for (std::size_t row = 0; row < out.rows(); ++row)
    for (std::size_t column = 0; column < out.columns(); ++column) out.at(row, column) += bias[column];
  run.data(output) = std::move(out);
}

void FloatLinear::asks(Asks& asks) const { asks.bytes(input); }

Linear FloatLinear::quantize(const Quantizing& quantizing) const {
  Linear out{};
  out.input = input, out.output = output;
  out.weight = Matrix<std::int8_t>(weight.rows(), weight.columns());
  for (std::size_t column = 0; column < weight.rows(); ++column) {
    const double in = quantizing.scale(input), offset = bias[column];
    double step = largest_of(weight.row(column)) / kWeightTop;
    step = std::max(step, std::abs(offset) / (in * kLargestBias));  // the bias must fit the accumulator
    if (step == 0.0) step = 1.0 / kWeightTop;                       // a dead column
    for (std::size_t k = 0; k < weight.columns(); ++k)
      out.weight.at(column, k) = static_cast<std::int8_t>(std::llround(weight.at(column, k) / step));
    out.bias.push_back(static_cast<std::int32_t>(std::llround(offset / (in * step))));
    out.scale.push_back(quantizing.dyadic(in * step / quantizing.scale(output)));
  }
  return out;
}

void FloatLinear::losses(const Linear& integer, Losses& losses) const {
  losses.saturation(output);
  losses.coarse_columns(weight, integer.weight);
}

}  // namespace octet::graph
