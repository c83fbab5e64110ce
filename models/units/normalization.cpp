// SPDX-License-Identifier: Apache-2.0
#include "models/units/normalization.hpp"

#include <bit>
#include <cmath>
#include <type_traits>

#include "models/core/error.hpp"
#include "models/core/rounding.hpp"

namespace octet::golden {
namespace {

__extension__ typedef unsigned __int128 Wide;

/// Holds V + E of elements of W bits, 2 W + 23 bits: 55 of 16-bit elements, 67 of 22-bit ones.
template <int W>
using Variance = std::conditional_t<(W <= 16), std::uint64_t, Wide>;

int bit_length(std::uint64_t x) { return static_cast<int>(std::bit_width(x)); }
int bit_length(Wide x) {
  const auto high = static_cast<std::uint64_t>(x >> 64);
  return high != 0 ? 64 + bit_length(high) : bit_length(static_cast<std::uint64_t>(x));
}

template <int W, class T>
void layernorm_of(std::span<const T> x, std::span<const std::int32_t> gamma, std::span<const std::int32_t> beta,
                  int shift, Epsilon epsilon, std::span<std::int8_t> out) {
  OCTET_CHECK(x.size() == gamma.size() && x.size() == beta.size() && x.size() == out.size(),
              "one parameter an element");
  OCTET_CHECK(!x.empty() && x.size() <= kLongestNormalizedRow, "a row has 1..4096 elements");
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  for (const T element : x) {
    const std::int64_t value = Int<W>(element).value();
    sum += value;
    squares += value * value;
  }
  const RowStatistics row = row_statistics<W>(x.size(), sum, squares, epsilon);
  for (std::size_t i = 0; i < x.size(); ++i)
    out[i] = normalized<W>(x[i], x.size(), row, gamma[i], beta[i], shift).raw();
}

template <int W, class T>
void rmsnorm_of(std::span<const T> x, std::span<const std::int32_t> gamma, int shift, Epsilon epsilon,
                std::span<std::int8_t> out) {
  OCTET_CHECK(x.size() == gamma.size() && x.size() == out.size(), "one parameter an element");
  OCTET_CHECK(!x.empty() && x.size() <= kLongestNormalizedRow, "a row has 1..4096 elements");
  std::int64_t squares = 0;
  for (const T element : x) squares += Int<W>(element).value() * Int<W>(element).value();
  // About zero instead of the mean: the sum is left out.
  const RowStatistics row = row_statistics<W>(x.size(), 0, squares, epsilon);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Int<W + 12> multiple(static_cast<std::int64_t>(x.size()) * x[i]);
    const Int<W + 28> scaled(multiple.value() * row.reciprocal.value());
    const Int<20> x_hat(shift_round_half_up(scaled.value(), row.shift));
    const Int<36> y(x_hat.value() * Int<17>(gamma[i]).value());
    out[i] = saturate<8>(shift_round_half_up(y.value(), shift)).raw();
  }
}

}  // namespace

Epsilon epsilon_from_real(double epsilon, std::size_t n, double step) {
  const double deviation = static_cast<double>(n) / step;
  const double real = epsilon * deviation * deviation;
  return Epsilon(real < std::ldexp(1.0, kEpsilonBits) - 0.5 ? std::llround(real) : Epsilon::kMax);
}

double least_step_for_epsilon(double epsilon, std::size_t n) {
  return std::sqrt(epsilon) * static_cast<double>(n) * std::ldexp(1.0, -kEpsilonBits / 2);
}

UInt<16> integer_sqrt(UInt<32> radicand) {
  std::uint32_t remainder = radicand.raw();
  std::uint32_t root = 0;
  for (std::uint32_t bit = 1U << 30; bit != 0; bit >>= 2) {
    if (remainder >= root + bit) {
      remainder -= root + bit;
      root = (root >> 1) + bit;
    } else {
      root >>= 1;
    }
  }
  return UInt<16>(root);
}

template <int W>
RowStatistics row_statistics(std::size_t n, std::int64_t sum, std::int64_t squares, Epsilon epsilon) {
  // Exact: the square of a negative sum, as unsigned, is right modulo 2^64 or 2^128.
  const Variance<W> variance = static_cast<Variance<W>>(n) * static_cast<Variance<W>>(squares) -
                               static_cast<Variance<W>>(sum) * static_cast<Variance<W>>(sum) + epsilon.raw();
  if (variance == 0) return {Int<W + 12>(sum).value(), UInt<16>(0), 0};
  const int length = bit_length(variance);
  if constexpr (kCheckRanges) OCTET_CHECK(length <= 2 * W + 23, "V + E fits its width");
  const int exponent = length - 31 - ((length + 1) & 1);  // even, leaves 31 or 32 bits
  const UInt<32> radicand(static_cast<std::int64_t>(exponent >= 0 ? variance >> exponent : variance << -exponent));
  const std::int64_t root = 2 * integer_sqrt(radicand).value() + 1;  // twice the middle of [root, root + 1)
  const UInt<16> reciprocal(((std::int64_t{1} << 33) / root + 1) >> 1);
  return {Int<W + 12>(sum).value(), reciprocal, 31 - kNormalizedFractionBits + exponent / 2};
}

template <int W>
Int<8> normalized(std::int64_t x, std::size_t n, const RowStatistics& row, std::int32_t gamma, std::int32_t beta,
                  int shift) {
  const Int<W + 13> centred(static_cast<std::int64_t>(n) * x - row.sum);
  const Int<W + 29> scaled(centred.value() * row.reciprocal.value());
  const Int<19> x_hat(shift_round_half_up(scaled.value(), row.shift));
  const Int<36> y(x_hat.value() * Int<17>(gamma).value() + beta);
  return saturate<8>(shift_round_half_up(y.value(), shift));
}

template RowStatistics row_statistics<16>(std::size_t, std::int64_t, std::int64_t, Epsilon);
template RowStatistics row_statistics<22>(std::size_t, std::int64_t, std::int64_t, Epsilon);
template Int<8> normalized<16>(std::int64_t, std::size_t, const RowStatistics&, std::int32_t, std::int32_t, int);
template Int<8> normalized<22>(std::int64_t, std::size_t, const RowStatistics&, std::int32_t, std::int32_t, int);

void layernorm(std::span<const std::int16_t> x, std::span<const std::int32_t> gamma, std::span<const std::int32_t> beta,
               int shift, Epsilon epsilon, std::span<std::int8_t> out) {
  layernorm_of<16>(x, gamma, beta, shift, epsilon, out);
}

void layernorm(std::span<const std::int32_t> x, std::span<const std::int32_t> gamma, std::span<const std::int32_t> beta,
               int shift, Epsilon epsilon, std::span<std::int8_t> out) {
  layernorm_of<22>(x, gamma, beta, shift, epsilon, out);
}

void rmsnorm(std::span<const std::int16_t> x, std::span<const std::int32_t> gamma, int shift, Epsilon epsilon,
             std::span<std::int8_t> out) {
  rmsnorm_of<16>(x, gamma, shift, epsilon, out);
}

void rmsnorm(std::span<const std::int32_t> x, std::span<const std::int32_t> gamma, int shift, Epsilon epsilon,
             std::span<std::int8_t> out) {
  rmsnorm_of<22>(x, gamma, shift, epsilon, out);
}

}  // namespace octet::golden
