// SPDX-License-Identifier: Apache-2.0
#include "models/units/softmax.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/core/error.hpp"
#include "models/core/rounding.hpp"

namespace octet::golden {
namespace {

// I-BERT's exp on (-ln 2, 0] with unrounded coefficients, in internal steps: 256 * 0.35815147 * step^2 = 2^-14.
constexpr int kInternalStepExponent = 7;
constexpr std::int32_t kLn2 = 850;             // round(ln 2 / step)
constexpr std::int32_t kLn2Inverse = 4935;     // ceil(2^22 / 850)
constexpr std::int32_t kLinear = 3318;         // round(0.96963238 / 0.35815147 / step)
constexpr std::int32_t kConstant = 256 << 14;  // 1 / 0.35815147 / step^2, exactly

}  // namespace

ExpConstants exp_constants_of(int score_align) {
  OCTET_CHECK(score_align >= 0 && score_align <= kMostScoreAlign, "score alignment in 0..12");
  return {.ln2 = kLn2,
          .inverse = kLn2Inverse,
          .b = kLinear,
          .c = kConstant,
          .shift = 2 * kInternalStepExponent,
          .align = score_align};
}

int default_score_align(int score_bits) {
  OCTET_CHECK(score_bits >= 8 && score_bits <= 16, "score width in 8..16");
  return score_bits >= 11 ? 16 - score_bits : 15 - score_bits;
}

double score_step(int score_align) {
  OCTET_CHECK(score_align >= 0 && score_align <= kMostScoreAlign, "score alignment in 0..12");
  const double internal_step = std::ldexp(1.0 / std::sqrt(256.0 * 0.35815147), -kInternalStepExponent);
  return std::ldexp(internal_step, score_align);
}

UInt<8> iexp(Int<18> x, const ExpConstants& constants) {
  const std::int64_t distance = -(x.value() << constants.align);
  OCTET_CHECK(distance >= 0, "iexp takes a score minus the row's maximum");
  const UInt<14> limited(std::min<std::int64_t>(distance, std::int64_t{kExpHalvingsToZero} * constants.ln2));
  const UInt<4> halvings((limited.value() * constants.inverse) >> kExpInverseShift);
  const Int<11> p(halvings.value() * constants.ln2 - limited.value());
  const UInt<23> polynomial(p.value() * (p.value() + constants.b) + constants.c);
  return saturate_u8(shift_round_half_up(polynomial.value(), constants.shift + static_cast<int>(halvings.value())));
}

UInt<32> attention_softmax(std::span<const std::int16_t> scores, std::size_t valid, const ExpConstants& constants,
                           std::span<std::uint8_t> e) {
  OCTET_CHECK(e.size() == scores.size() && valid <= scores.size(), "one output a score, valid keys inside the row");
  std::fill(e.begin(), e.end(), std::uint8_t{0});
  if (valid == 0) return UInt<32>(0);
  const std::int64_t maximum = *std::max_element(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(valid));
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < valid; ++j) {
    e[j] = iexp(Int<18>(scores[j] - maximum), constants).raw();
    sum += e[j];
  }
  return UInt<32>(sum);
}

DyadicScale row_scale(UInt<32> sum, DyadicScale context, int multiplier_bits) {
  OCTET_CHECK(is_normalized(context, multiplier_bits), "the context scale is normalized to the multiplier width");
  if (sum.value() == 0 || context.multiplier == 0) return {};
  const std::uint64_t divisor = sum.raw();
  const int log2_sum = static_cast<int>(std::bit_width(divisor)) - 1;
  const std::uint64_t dividend = static_cast<std::uint64_t>(context.multiplier) << (log2_sum + 1);
  std::uint64_t quotient = dividend / divisor;  // in (M - 1, 2 M]: multiplier_bits or one more
  int shift = context.shift + log2_sum + 1;
  if ((quotient >> multiplier_bits) != 0) {
    quotient = (quotient + 1) >> 1;
    --shift;
  } else {
    quotient += 2 * (dividend % divisor) >= divisor ? 1 : 0;
    if ((quotient >> multiplier_bits) != 0) {  // rounded up to the next power of two
      quotient >>= 1;
      --shift;
    }
  }
  if (shift > 62) return {};
  return {static_cast<std::uint32_t>(quotient), static_cast<std::uint8_t>(shift)};
}

void divide_by_sum(std::span<std::uint8_t> e, UInt<32> sum) {
  constexpr DyadicScale kOne{.multiplier = 1U << 15, .shift = 7};  // 256: one in units of 1/256
  const DyadicScale scale = row_scale(sum, kOne, 16);
  for (std::uint8_t& value : e)
    value = saturate_u8(shift_round_half_up(value * static_cast<std::int64_t>(scale.multiplier), scale.shift)).raw();
}

void softmax(std::span<const std::int16_t> scores, std::size_t valid, const ExpConstants& constants,
             std::span<std::uint8_t> p) {
  divide_by_sum(p, attention_softmax(scores, valid, constants, p));
}

}  // namespace octet::golden
