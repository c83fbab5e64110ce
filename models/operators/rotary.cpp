// SPDX-License-Identifier: Apache-2.0
#include "models/operators/rotary.hpp"

#include <algorithm>
#include <cmath>

#include "models/core/nearest.hpp"
#include "models/operators/checker.hpp"
#include "models/operators/filling.hpp"
#include "models/operators/float_run.hpp"
#include "models/operators/inference.hpp"
#include "models/operators/run.hpp"
#include "models/units/rotary.hpp"

namespace octet::graph {
namespace {

constexpr double kUsualTheta = 10000.0;
constexpr int kOne = 1 << golden::kRotaryBits;

double angle_of(std::size_t row, std::size_t pair, std::size_t width, double theta) {
  return static_cast<double>(row) * std::pow(theta, -2.0 * static_cast<double>(pair) / static_cast<double>(width));
}

Matrix<std::int16_t> make_table(std::size_t rows, std::size_t width, double theta) {
  Matrix<std::int16_t> out(rows, width);
  const auto integer = [](double x) { return static_cast<std::int16_t>(std::lround(x * kOne)); };
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t pair = 0; pair < width / 2; ++pair) {
      const double angle = angle_of(row, pair, width, theta);
      out.at(row, pair) = integer(std::cos(angle));
      out.at(row, width / 2 + pair) = integer(std::sin(angle));
    }
  return out;
}

/// Whether heads are a divisor of the columns that leaves pairs.
bool divides(int heads, int columns) { return heads >= 1 && columns % heads == 0 && columns / heads % 2 == 0; }

std::string expected_heads(int heads, int columns) {
  return "expected a divisor of half of " + std::to_string(columns) + " columns, got " + std::to_string(heads) +
         did_you_mean_divisor(static_cast<std::uint64_t>(std::max(heads, 0)), static_cast<std::uint64_t>(columns / 2),
                              kLargestExtent);
}

/// A pair of every head in every row: `turn(row, column, other column, pair)`.
template <class Turn>
void each_pair(std::size_t rows, std::size_t columns, std::size_t width, Turn turn) {
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t first = 0; first < columns; first += width)
      for (std::size_t pair = 0; pair < width / 2; ++pair) turn(row, first + pair, first + width / 2 + pair, pair);
}

}  // namespace

void Rotary::check(Checker& checker) const {
  const Value& in = checker.value(input);
  checker.is_signed(input, "input");
  checker.within(in.bits, 8, kMemoryBits, "bits of the input");
  if (checker.expect(divides(heads, in.columns), "heads: " + expected_heads(heads, in.columns)) &&
      checker.has_weights()) {
    const auto rows = static_cast<std::size_t>(in.rows), width = static_cast<std::size_t>(in.columns / heads);
    if (checker.expect(table.rows() == rows && table.columns() == width && table.data().size() == rows * width,
                       "table: expected shape " + shape_text(in.rows, in.columns / heads)))
      checker.expect(
          std::all_of(table.data().begin(), table.data().end(), [](int x) { return x >= -kOne && x <= kOne; }),
          "table: expected elements in [-16384, 16384]");
  }
  checker.writes(output, in.rows, in.columns);
}

template <class Element>
void Rotary::run(Run<Element>& run) const {
  constexpr int kWidest = sizeof(Element) == 4 ? kWidestResidual : kMemoryBits;
  const Matrix<Element>& x = run.data(input);
  Matrix<Element>& out = run.data(output);
  const std::size_t width = table.columns();
  each_pair(x.rows(), x.columns(), width, [&](std::size_t row, std::size_t a, std::size_t b, std::size_t pair) {
    const auto turned =
        golden::rotate<kWidest>(Int<16>(x.at(row, a)), Int<16>(x.at(row, b)), Int<16>(table.at(row, pair)),
                                Int<16>(table.at(row, width / 2 + pair)), scale, run.value(output).bits);
    out.at(row, a) = static_cast<Element>(turned[0].raw());
    out.at(row, b) = static_cast<Element>(turned[1].raw());
  });
}
template void Rotary::run(Run<std::int16_t>& run) const;
template void Rotary::run(Run<std::int32_t>& run) const;

void Rotary::fill(Filling& filling) {
  const Value& in = filling.value(input);
  table = make_table(static_cast<std::size_t>(in.rows), static_cast<std::size_t>(in.columns / heads), kUsualTheta);
  filling.rms(output) = filling.target_of(output);
  scale = filling.dyadic(std::ldexp(filling.rms(output) / filling.rms(input), -golden::kRotaryBits));
}

Size FloatRotary::infer(Inference& inference) const {
  const Size in = inference.size(input);
  if (in.is_known() && !divides(heads, in.columns)) inference.fault("heads", expected_heads(heads, in.columns));
  return in;
}

void FloatRotary::run(FloatRun& run) const {
  const Matrix<float>& x = run.data(input);
  Matrix<float> out(x.rows(), x.columns());
  const std::size_t width = x.columns() / static_cast<std::size_t>(heads);
  each_pair(x.rows(), x.columns(), width, [&](std::size_t row, std::size_t a, std::size_t b, std::size_t pair) {
    const double angle = angle_of(row, pair, width, theta), cosine = std::cos(angle), sine = std::sin(angle);
    out.at(row, a) = static_cast<float>(x.at(row, a) * cosine - x.at(row, b) * sine);
    out.at(row, b) = static_cast<float>(x.at(row, b) * cosine + x.at(row, a) * sine);
  });
  run.data(output) = std::move(out);
}

void FloatRotary::asks(Asks& asks) const { asks.wide(input); }

Rotary FloatRotary::quantize(const Quantizing& quantizing) const {
  const Value& in = quantizing.value(input);
  const double step = std::ldexp(in.scale, -golden::kRotaryBits);
  return {input, output, heads,
          make_table(static_cast<std::size_t>(in.rows), static_cast<std::size_t>(in.columns / heads), theta),
          quantizing.dyadic(step / quantizing.scale(output))};
}

void FloatRotary::losses(const Rotary&, Losses& losses) const { losses.saturation(output); }

}  // namespace octet::graph
