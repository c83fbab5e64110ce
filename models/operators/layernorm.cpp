// SPDX-License-Identifier: Apache-2.0
#include "models/operators/layernorm.hpp"

#include <algorithm>
#include <cmath>

#include "models/kernels/rows.hpp"
#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/largest.hpp"
#include "models/operators/run.hpp"

namespace octet::graph {
namespace {

constexpr std::int32_t kLargestGamma = 65535;  // 17 bits with sign
constexpr double kLargestBeta = 2147483520.0;  // fits int32 after rounding
constexpr int kRandomShift = 20;               // gamma = 2^13 and x_hat with 12 fraction bits give a deviation of 2^5

float deviation_of(std::span<const float> row, double epsilon) {
  double sum = 0.0, squares = 0.0;
  for (const float x : row) sum += x;
  const double mean = sum / static_cast<double>(row.size());
  for (const float x : row) squares += (x - mean) * (x - mean);
  return static_cast<float>(std::sqrt(squares / static_cast<double>(row.size()) + epsilon));
}

}  // namespace

void LayerNorm::check(Checker& checker) const {
  const Value& in = checker.value(input);
  checker.is_signed(input, "input");
  checker.within(in.columns, 1, static_cast<int>(golden::kLongestNormalizedRow), "columns of the input");
  checker.within(shift, 0, 62, "shift");
  checker.expect(
      epsilon <= static_cast<std::uint64_t>(golden::Epsilon::kMax),
      "epsilon: expected 0 to " + std::to_string(golden::Epsilon::kMax) + ", got " + std::to_string(epsilon));
  if (checker.has_weights() &&
      checker.expect(gamma.size() == static_cast<std::size_t>(in.columns) && beta.size() == gamma.size(),
                     "gamma, beta: expected " + std::to_string(in.columns) + " elements"))
    checker.expect(
        std::all_of(gamma.begin(), gamma.end(), [](int g) { return g >= -kLargestGamma && g <= kLargestGamma; }),
        "gamma: expected elements in [-65535, 65535]");
  checker.writes_bytes(output, in.rows, in.columns);
}

template <class Element>
void LayerNorm::run(Run<Element>& run) const {
  const Matrix<Element>& x = run.data(input);
  Matrix<Element>& out = run.data(output);
  const golden::Epsilon e(static_cast<std::int64_t>(epsilon));
  std::vector<std::int8_t> wide_out(sizeof(Element) == 2 ? 0 : x.columns());
  for (std::size_t row = 0; row < x.rows(); ++row) {
    if constexpr (sizeof(Element) == 2) {
      kernels::layernorm<Element>(x.row(row), gamma, beta, shift, e, out.row(row), run.set);
    } else {
      golden::layernorm(x.row(row), gamma, beta, shift, e, wide_out);
      std::copy(wide_out.begin(), wide_out.end(), out.row(row).begin());
    }
  }
}
template void LayerNorm::run(Run<std::int16_t>& run) const;
template void LayerNorm::run(Run<std::int32_t>& run) const;

void LayerNorm::fill(Filling& filling) {
  filling.rms(output) = Filling::target(8);
  shift = kRandomShift;
  // Up to about a quarter of n^2 times the variance of a value of its width.
  if (filling.is_varied && filling.random.between(0, 3) != 0)
    epsilon =
        static_cast<std::uint64_t>(filling.random.between(1, std::int64_t{1} << (2 * filling.value(input).bits + 2)));
  for (int column = 0; column < filling.value(input).columns; ++column) {
    gamma.push_back(static_cast<std::int32_t>(filling.random.between(4000, 12000)));
    if (filling.is_varied && filling.random.between(0, 9) == 0) gamma.back() = -gamma.back();
    beta.push_back(filling.symmetric(std::int64_t{16} << shift));
  }
}

Size FloatLayerNorm::infer(Inference& inference) const { return inference.size(input); }

void FloatLayerNorm::run(FloatRun& run) const {
  const Matrix<float>& x = run.data(input);
  Matrix<float> out(x.rows(), x.columns());
  const auto n = static_cast<double>(x.columns());
  for (std::size_t row = 0; row < x.rows(); ++row) {
    double sum = 0.0, squares = 0.0;
    for (const float v : x.row(row)) sum += v;
    const double mean = sum / n;
    for (const float v : x.row(row)) squares += (v - mean) * (v - mean);
    const double factor = 1.0 / std::sqrt(squares / n + epsilon);
    for (std::size_t column = 0; column < x.columns(); ++column)
      out.at(row, column) = static_cast<float>((x.at(row, column) - mean) * factor) * weight[column] + bias[column];
  }
  run.data(output) = std::move(out);
}

void FloatLayerNorm::asks(Asks& asks) const { asks.normalized(input, {output, epsilon, weight.size(), deviation_of}); }

LayerNorm FloatLayerNorm::quantize(const Quantizing& quantizing) const {
  LayerNorm out{};
  out.input = input, out.output = output;
  out.epsilon = golden::epsilon_from_real(epsilon, weight.size(), quantizing.scale(input)).raw();
  // gamma has as many bits as its width holds: the shift decides, x_hat's fraction bits included.
  const double step = quantizing.scale(output);
  const double gamma_top = largest_of(weight) / step * std::ldexp(1.0, -golden::kNormalizedFractionBits);
  const double beta_top = largest_of(bias) / step;
  const auto fits = [&](int shift) {
    return std::ldexp(gamma_top, shift) <= kLargestGamma && std::ldexp(beta_top, shift) <= kLargestBeta;
  };
  while (out.shift < 30 && fits(out.shift + 1)) ++out.shift;
  for (std::size_t column = 0; column < weight.size(); ++column) {
    out.gamma.push_back(static_cast<std::int32_t>(
        std::llround(std::ldexp(weight[column] / step, out.shift - golden::kNormalizedFractionBits))));
    out.beta.push_back(static_cast<std::int32_t>(std::llround(std::ldexp(bias[column] / step, out.shift))));
  }
  return out;
}

void FloatLayerNorm::losses(const LayerNorm&, Losses& losses) const {
  losses.saturation(output);
  losses.coarse_input(input, output);
}

}  // namespace octet::graph
