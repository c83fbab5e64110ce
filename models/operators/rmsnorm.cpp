// SPDX-License-Identifier: Apache-2.0
#include "models/operators/rmsnorm.hpp"

#include <algorithm>
#include <cmath>

#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/largest.hpp"
#include "models/operators/run.hpp"

namespace octet::graph {
namespace {

constexpr std::int32_t kTopGamma = 65535;  // 17 bits with sign
constexpr int kFilledShift = 20;           // gamma = 2^13 and x_hat with 12 fraction bits give a deviation of 2^5

float root_mean_square(std::span<const float> row, double epsilon) {
  double squares = 0.0;
  for (const float x : row) squares += static_cast<double>(x) * x;
  return static_cast<float>(std::sqrt(squares / static_cast<double>(row.size()) + epsilon));
}

}  // namespace

void RmsNorm::check(Checker& checker) const {
  const Value& in = checker.value(input);
  checker.is_signed(input, "input");
  checker.within(in.columns, 1, static_cast<int>(golden::kLongestNormalizedRow), "columns of the input");
  checker.within(shift, 0, 62, "shift");
  checker.expect(
      epsilon <= static_cast<std::uint64_t>(golden::Epsilon::kMax),
      "epsilon: expected 0 to " + std::to_string(golden::Epsilon::kMax) + ", got " + std::to_string(epsilon));
  if (checker.has_weights() && checker.expect(gamma.size() == static_cast<std::size_t>(in.columns),
                                              "gamma: expected " + std::to_string(in.columns) + " elements"))
    checker.expect(std::all_of(gamma.begin(), gamma.end(), [](int g) { return g >= -kTopGamma && g <= kTopGamma; }),
                   "gamma: expected elements in [-65535, 65535]");
  checker.writes_bytes(output, in.rows, in.columns);
}

template <class Element>
void RmsNorm::run(Run<Element>& run) const {
  const Matrix<Element>& x = run.data(input);
  const golden::Epsilon e(static_cast<std::int64_t>(epsilon));
  std::vector<std::int8_t> out(x.columns());
  for (std::size_t row = 0; row < x.rows(); ++row) {
    golden::rmsnorm(x.row(row), gamma, shift, e, out);
    std::copy(out.begin(), out.end(), run.data(output).row(row).begin());
  }
}
template void RmsNorm::run(Run<std::int16_t>& run) const;
template void RmsNorm::run(Run<std::int32_t>& run) const;

void RmsNorm::fill(Filling& filling) {
  filling.rms(output) = Filling::target(8);
  shift = kFilledShift;
  for (int column = 0; column < filling.value(input).columns; ++column)
    gamma.push_back(static_cast<std::int32_t>(filling.random.between(4000, 12000)));
}

Size FloatRmsNorm::infer(Inference& inference) const { return inference.size(input); }

void FloatRmsNorm::run(FloatRun& run) const {
  Matrix<float> out = run.data(input);
  for (std::size_t row = 0; row < out.rows(); ++row) {
    const float root = root_mean_square(out.row(row), epsilon);
    for (std::size_t column = 0; column < out.columns(); ++column)
      out.at(row, column) = out.at(row, column) / root * weight[column];
  }
  run.data(output) = std::move(out);
}

void FloatRmsNorm::asks(Asks& asks) const {
  asks.normalized(input, {output, epsilon, weight.size(), root_mean_square});
}

RmsNorm FloatRmsNorm::quantize(const Quantizing& quantizing) const {
  RmsNorm out{};
  out.input = input, out.output = output;
  out.epsilon = golden::epsilon_from_real(epsilon, weight.size(), quantizing.scale(input)).raw();
  // gamma has as many bits as its width holds: the shift decides, x_hat's fraction bits included.
  const double unit = std::ldexp(1.0, -golden::kNormalizedFractionBits) / quantizing.scale(output);
  while (out.shift < 30 && std::ldexp(largest_of(weight) * unit, out.shift + 1) <= kTopGamma) ++out.shift;
  for (const float w : weight)
    out.gamma.push_back(static_cast<std::int32_t>(std::llround(std::ldexp(w * unit, out.shift))));
  return out;
}

void FloatRmsNorm::losses(const RmsNorm&, Losses& losses) const {
  losses.saturation(output);
  losses.coarse_input(input, output);
}

}  // namespace octet::graph
