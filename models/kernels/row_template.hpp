// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/row_kernels.hpp"

// The row-wise kernels, written once over operations on vectors of 32-bit lanes and of their even and odd halves as
// 64-bit lanes. As panel_template.hpp: internal linkage, nothing of the standard library's templates. Every
// intermediate has the width its unit's page declares, so nothing here can overflow where the unit does not.
namespace octet::kernels {
namespace {

template <class L>
struct Rows {
  using V = typename L::Vector;

  /// A dyadic scale in all lanes of one half, and what rounds half up.
  struct Scale {
    V multiplier, shift, half;
  };

  static Scale scale_of(V multiplier, V shift) { return {multiplier, shift, half_of(shift)}; }
  static Scale one_scale(std::int32_t multiplier, std::int32_t shift) {
    return scale_of(L::all64(multiplier), L::all64(shift));
  }
  /// 2^(shift-1), and 0 for shift 0.
  static V half_of(V shift) { return L::shift_right64(L::shift_left64(L::all64(1), shift), L::all64(1)); }
  static V rounded(V x, V shift, V half) { return L::shift_right_signed64(L::add64(x, half), shift); }
  static V scaled(V x, const Scale& s) { return rounded(L::multiply_even(x, s.multiplier), s.shift, s.half); }

  struct Limits {
    V low, high;
  };
  static Limits limits_of(int bits) {
    const std::int64_t high = (std::int64_t{1} << (bits - 1)) - 1;
    return {L::all64(-high - 1), L::all64(high)};
  }
  static V limited(V x, const Limits& limits) { return L::clamp64(x, limits.low, limits.high); }

  static V load(const RowInput& in, std::size_t i) {
    return in.bytes == 2 ? L::load16(static_cast<const std::int16_t*>(in.data) + i)
                         : L::load32(static_cast<const std::int32_t*>(in.data) + i);
  }
  static void store(const RowOutput& out, std::size_t i, V x) {
    switch (out.bytes) {
      case 1:
        return L::store8(static_cast<std::int8_t*>(out.data) + i, x);
      case 2:
        return L::store16(static_cast<std::int16_t*>(out.data) + i, x);
      default:
        return L::store32(static_cast<std::int32_t*>(out.data) + i, x);
    }
  }

  static std::size_t requantize(const RequantizeCall& c) {
    const Limits limits = limits_of(c.output_bits);
    const Scale one = one_scale(c.multiplier[0], c.shift[0]);
    const V one_bias = L::all32(c.bias[0]);
    std::size_t i = 0;
    for (; i + L::kLanes <= c.count; i += L::kLanes) {
      const V sums = L::load32(c.sums + i);
      V even, odd;
      if (c.one_scale) {
        const V biased = L::add32(sums, one_bias);
        even = scaled(biased, one);
        odd = scaled(L::odd(biased), one);
      } else {
        const V biased = L::add32(sums, L::load32(c.bias + i));
        const V multiplier = L::load32(c.multiplier + i), shift = L::load32(c.shift + i);
        even = scaled(biased, scale_of(multiplier, L::even(shift)));
        odd = scaled(L::odd(biased), scale_of(L::odd(multiplier), L::odd(shift)));
      }
      store(c.out, i, L::combine(limited(even, limits), limited(odd, limits)));
    }
    return i;
  }

  static std::size_t add(const AddCall& c) {
    const Limits limits = limits_of(c.output_bits);
    const Scale scale_a = one_scale(c.multiplier_a, c.shift_a), scale_b = one_scale(c.multiplier_b, c.shift_b);
    std::size_t i = 0;
    for (; i + L::kLanes <= c.count; i += L::kLanes) {
      const V a = load(c.a, i), b = load(c.b, i);
      const V even = L::add64(scaled(a, scale_a), scaled(b, scale_b));
      const V odd = L::add64(scaled(L::odd(a), scale_a), scaled(L::odd(b), scale_b));
      store(c.out, i, L::combine(limited(even, limits), limited(odd, limits)));
    }
    return i;
  }

  static std::size_t gelu(const GeluCall& c) {
    const Limits limits = limits_of(8);
    const Scale output = one_scale(c.multiplier, c.shift);
    const V clip = L::all32(c.clip), one = L::all32(std::int32_t{1} << c.one_bits), shift = L::all32(c.gate_shift);
    const V half = L::all32(c.gate_shift == 0 ? 0 : std::int32_t{1} << (c.gate_shift - 1));
    std::size_t i = 0;
    for (; i + L::kLanes <= c.count; i += L::kLanes) {
      const V x = load(c.x, i);
      const V gap = L::sub32(clip, L::min32(L::abs32(x), clip));
      const V erf = L::sub32(one, L::multiply32(gap, gap));
      const V gate = L::add32(one, L::with_sign(erf, x));  // at most 2^31: unsigned from here
      const V narrow = L::shift_right32(L::add32(gate, half), shift);
      const V product = L::multiply32(x, narrow);
      const V even = scaled(product, output), odd = scaled(L::odd(product), output);
      store(c.out, i, L::combine(limited(even, limits), limited(odd, limits)));
    }
    return i;
  }

  static std::size_t maximum(const std::int16_t* x, std::size_t count, std::int32_t& most) {
    if (count < L::kLanes) return 0;
    V vector = L::load16(x);
    std::size_t i = L::kLanes;
    for (; i + L::kLanes <= count; i += L::kLanes) vector = L::max32(vector, L::load16(x + i));
    std::int32_t lanes[L::kLanes];
    L::store32(lanes, vector);
    most = lanes[0];
    for (const std::int32_t lane : lanes) most = lane > most ? lane : most;
    return i;
  }

  static std::size_t exponentials(const ExponentialCall& c, std::int64_t& sum) {
    const V maximum = L::all32(c.maximum), align = L::all32(c.align), limit = L::all32(c.limit);
    const V inverse = L::all32(c.inverse), inverse_shift = L::all32(c.inverse_shift), ln2 = L::all32(c.ln2);
    const V b = L::all32(c.b), constant = L::all32(c.c), shift = L::all32(c.shift), one = L::all32(1);
    const V half_shift = L::all32(c.shift - 1), top = L::all32(255);
    V sums = L::all32(0);
    std::size_t i = 0;
    for (; i + L::kLanes <= c.count; i += L::kLanes) {
      const V distance = L::shift_left32(L::sub32(maximum, L::load16(c.scores + i)), align);
      const V n = L::min32(distance, limit);
      const V halvings = L::shift_right32(L::multiply32(n, inverse), inverse_shift);
      const V p = L::sub32(L::multiply32(halvings, ln2), n);
      const V polynomial = L::add32(L::multiply32(p, L::add32(p, b)), constant);
      const V half = L::shift_left32(one, L::add32(half_shift, halvings));
      const V e = L::min32(L::shift_right32(L::add32(polynomial, half), L::add32(shift, halvings)), top);
      sums = L::add32(sums, e);
      L::store8(reinterpret_cast<std::int8_t*>(c.e) + i, e);
    }
    std::int32_t lanes[L::kLanes];
    L::store32(lanes, sums);
    for (const std::int32_t lane : lanes) sum += lane;
    return i;
  }

  static std::size_t sums(const std::int16_t* x, std::size_t count, std::int64_t& sum, std::int64_t& squares) {
    constexpr std::size_t kStep = 2 * L::kLanes;
    V totals = L::all32(0), even = L::all32(0), odd = L::all32(0);
    std::size_t i = 0;
    for (; i + kStep <= count; i += kStep) {
      const V pairs = L::load_pairs(x + i);
      totals = L::add32(totals, L::add_pairs(pairs));
      const V both = L::square_pairs(pairs);  // up to 2^31: unsigned
      even = L::add64(even, L::even(both));
      odd = L::add64(odd, L::odd(both));
    }
    std::int32_t lanes[L::kLanes];
    L::store32(lanes, totals);
    for (const std::int32_t lane : lanes) sum += lane;
    std::int64_t wide[L::kLanes / 2];
    L::store64(wide, L::add64(even, odd));
    for (const std::int64_t lane : wide) squares += lane;
    return i;
  }

  static std::size_t normalize(const NormalizeCall& c) {
    const Limits limits = limits_of(8);
    const V n = L::all32(c.n), sum = L::all32(c.sum);
    const Scale reciprocal = one_scale(c.reciprocal, c.shift);
    const V shift = L::all64(c.output_shift), half = half_of(shift), one = L::all64(1);
    std::size_t i = 0;
    for (; i + L::kLanes <= c.count; i += L::kLanes) {
      const V centred = L::sub32(L::multiply32(n, L::load16(c.x + i)), sum);
      const V gamma = L::load32(c.gamma + i), beta = L::load32(c.beta + i);
      const V even = L::add64(L::multiply_even(scaled(centred, reciprocal), gamma), L::multiply_even(beta, one));
      const V odd = L::add64(L::multiply_even(scaled(L::odd(centred), reciprocal), L::odd(gamma)),
                             L::multiply_even(L::odd(beta), one));
      store(c.out, i,
            L::combine(limited(rounded(even, shift, half), limits), limited(rounded(odd, shift, half), limits)));
    }
    return i;
  }

  static constexpr RowKernels kTable{requantize, add, gelu, maximum, exponentials, sums, normalize};
};

}  // namespace
}  // namespace octet::kernels
