// SPDX-License-Identifier: Apache-2.0
#include "models/units/normalization.hpp"

#include <bit>

#include "models/core/error.hpp"
#include "models/core/rounding.hpp"

namespace octet::golden {
namespace {

/// What one pass over a row leaves: sums, and the reciprocal standard deviation as multiplier and shift.
struct RowStatistics {
  Int<28> sum;
  UInt<16> reciprocal;  ///< 0 for a row of zero variance
  int shift = 0;        ///< (n x - sum) * reciprocal -> x_hat with kNormalizedFractionBits
};

RowStatistics row_statistics(std::span<const std::int16_t> x) {
  const auto n = static_cast<std::int64_t>(x.size());
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  for (const std::int64_t value : x) {
    sum += value;
    squares += value * value;
  }
  const UInt<54> variance(n * squares - sum * sum);  // n^2 times the variance, exact
  if (variance.value() == 0) return {Int<28>(sum), UInt<16>(0), 0};
  const int length = static_cast<int>(std::bit_width(variance.raw()));
  const int exponent = length - 31 - ((length + 1) & 1);  // even, leaves 31 or 32 bits
  const UInt<32> radicand(exponent >= 0 ? variance.value() >> exponent : variance.value() << -exponent);
  const std::int64_t root = 2 * integer_sqrt(radicand).value() + 1;  // twice the middle of [root, root + 1)
  const UInt<16> reciprocal(((std::int64_t{1} << 33) / root + 1) >> 1);
  return {Int<28>(sum), reciprocal, 31 - kNormalizedFractionBits + exponent / 2};
}

}  // namespace

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

void layernorm(std::span<const std::int16_t> x, std::span<const std::int32_t> gamma, std::span<const std::int32_t> beta,
               int shift, std::span<std::int8_t> out) {
  OCTET_CHECK(x.size() == gamma.size() && x.size() == beta.size() && x.size() == out.size(),
              "one parameter an element");
  OCTET_CHECK(!x.empty() && x.size() <= 4096, "a row has 1..4096 elements");
  const auto n = static_cast<std::int64_t>(x.size());
  const RowStatistics row = row_statistics(x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Int<29> centred(n * x[i] - row.sum.value());
    const Int<45> scaled(centred.value() * row.reciprocal.value());
    const Int<19> x_hat(shift_round_half_up(scaled.value(), row.shift));
    const Int<36> y(x_hat.value() * Int<17>(gamma[i]).value() + beta[i]);
    out[i] = saturate<8>(shift_round_half_up(y.value(), shift)).raw();
  }
}

}  // namespace octet::golden
