// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include "models/kernels/row_template.hpp"

namespace octet::kernels {
namespace {

struct Avx512Rows {
  static constexpr std::size_t kLanes = 16;
  using Vector = __m512i;
  using V = Vector;

  static V all32(std::int32_t x) { return _mm512_set1_epi32(x); }
  static V all64(std::int64_t x) { return _mm512_set1_epi64(x); }
  static V load32(const std::int32_t* x) { return _mm512_loadu_si512(x); }
  static V load16(const std::int16_t* x) {
    return _mm512_cvtepi16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(x)));
  }
  static V load_pairs(const std::int16_t* x) { return _mm512_loadu_si512(x); }
  static void store32(std::int32_t* to, V x) { _mm512_storeu_si512(to, x); }
  static void store64(std::int64_t* to, V x) { _mm512_storeu_si512(to, x); }
  static void store16(std::int16_t* to, V x) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtepi32_epi16(x));
  }
  static void store8(std::int8_t* to, V x) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_cvtepi32_epi8(x));
  }

  static V add32(V a, V b) { return _mm512_add_epi32(a, b); }
  static V sub32(V a, V b) { return _mm512_sub_epi32(a, b); }
  static V min32(V a, V b) { return _mm512_min_epi32(a, b); }
  static V max32(V a, V b) { return _mm512_max_epi32(a, b); }
  static V abs32(V a) { return _mm512_abs_epi32(a); }
  static V with_sign(V a, V sign) {
    return _mm512_mask_sub_epi32(a, _mm512_movepi32_mask(sign), _mm512_setzero_si512(), a);
  }
  static V multiply32(V a, V b) { return _mm512_mullo_epi32(a, b); }
  static V shift_left32(V a, V count) { return _mm512_sllv_epi32(a, count); }
  static V shift_right32(V a, V count) { return _mm512_srlv_epi32(a, count); }
  static V add_pairs(V a) { return _mm512_madd_epi16(a, _mm512_set1_epi16(1)); }
  static V square_pairs(V a) { return _mm512_madd_epi16(a, a); }

  static V even(V a) { return _mm512_and_si512(a, _mm512_set1_epi64(0xffffffff)); }
  static V odd(V a) { return _mm512_srli_epi64(a, 32); }
  static V combine(V even, V odd) { return _mm512_mask_blend_epi32(0xaaaa, even, _mm512_slli_epi64(odd, 32)); }
  static V multiply_even(V a, V b) { return _mm512_mul_epi32(a, b); }
  static V add64(V a, V b) { return _mm512_add_epi64(a, b); }
  static V shift_left64(V a, V count) { return _mm512_sllv_epi64(a, count); }
  static V shift_right64(V a, V count) { return _mm512_srlv_epi64(a, count); }
  static V shift_right_signed64(V a, V count) { return _mm512_srav_epi64(a, count); }
  static V clamp64(V a, V low, V high) { return _mm512_max_epi64(_mm512_min_epi64(a, high), low); }
};

}  // namespace

const RowKernels kRowKernelsAvx512 = Rows<Avx512Rows>::kTable;

}  // namespace octet::kernels
