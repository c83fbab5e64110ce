// SPDX-License-Identifier: Apache-2.0
#include "models/operators/mean.hpp"

#include "models/kernels/matmul.hpp"
#include "models/kernels/rows.hpp"
#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/run.hpp"

namespace octet::graph {
namespace {

// Of random values, as large where rows share a part as they are, and smaller where they differ from row to row.
constexpr double kGain = 1.5;

}  // namespace

void Mean::check(Checker& checker) const {
  const Value& in = checker.value(input);
  checker.signed_bits(input, 8, "input");
  checker.accumulates(in.rows, true, 0, "input");
  checker.writes(output, 1, in.columns);
}

template <class Element>
void Mean::run(Run<Element>& run) const {
  const Matrix<Element>& x = run.data(input);
  const std::vector<std::uint8_t> ones(x.rows(), 1);
  const std::span<std::int32_t> total = run.sums(x.columns());
  run.columns.pack_depth_major(columns_of(x, 0), x.columns(), x.rows(), run.set);
  kernels::multiply(kernels::Strided<std::uint8_t>{ones.data(), ones.size()}, kernels::Sign::is_unsigned, 1,
                    run.columns, total.data(), x.columns());
  kernels::requantize<Element>(total, 0, scale, run.value(output).bits, run.data(output).row(0), run.set);
}
template void Mean::run(Run<std::int16_t>& run) const;
template void Mean::run(Run<std::int32_t>& run) const;

void Mean::fill(Filling& filling) {
  filling.rms(output) = filling.target_of(output);
  scale = filling.dyadic(kGain * filling.rms(output) / filling.rms(input) / filling.value(input).rows);
}

std::uint64_t Mean::macs(const Values& values) const { return product(1, values[input].rows, values[input].columns); }

Size FloatMean::infer(Inference& inference) const {
  const Size in = inference.size(input);
  return {in.is_known() ? 1 : 0, in.columns};
}

void FloatMean::run(FloatRun& run) const {
  const Matrix<float>& x = run.data(input);
  Matrix<float> out(1, x.columns());
  for (std::size_t row = 0; row < x.rows(); ++row)
    for (std::size_t column = 0; column < x.columns(); ++column) out.at(0, column) += x.at(row, column);
  for (float& v : out.data()) v /= static_cast<float>(x.rows());
  run.data(output) = std::move(out);
}

void FloatMean::asks(Asks& asks) const { asks.signed_bytes(input); }

Mean FloatMean::quantize(const Quantizing& quantizing) const {
  const Value& in = quantizing.value(input);
  return {input, output, quantizing.dyadic(in.scale / (quantizing.scale(output) * in.rows))};
}

}  // namespace octet::graph
