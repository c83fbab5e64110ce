// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include "models/kernels/row_template.hpp"

namespace octet::kernels {
namespace {

struct Avx2Rows {
  static constexpr std::size_t kLanes = 8;
  using Vector = __m256i;
  using V = Vector;

  static V all32(std::int32_t x) { return _mm256_set1_epi32(x); }
  static V all64(std::int64_t x) { return _mm256_set1_epi64x(x); }
  static V load32(const std::int32_t* x) { return _mm256_loadu_si256(reinterpret_cast<const V*>(x)); }
  static V load16(const std::int16_t* x) {
    return _mm256_cvtepi16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(x)));
  }
  static V load_pairs(const std::int16_t* x) { return _mm256_loadu_si256(reinterpret_cast<const V*>(x)); }
  static void store32(std::int32_t* to, V x) { _mm256_storeu_si256(reinterpret_cast<V*>(to), x); }
  static void store64(std::int64_t* to, V x) { _mm256_storeu_si256(reinterpret_cast<V*>(to), x); }
  static void store16(std::int16_t* to, V x) {
    const V low = _mm256_shuffle_epi8(x, _mm256_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, -1, -1, -1, -1, -1, -1, -1, -1, 0,
                                                          1, 4, 5, 8, 9, 12, 13, -1, -1, -1, -1, -1, -1, -1, -1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(_mm256_permute4x64_epi64(low, 0x08)));
  }
  static void store8(std::int8_t* to, V x) {
    const V low = _mm256_shuffle_epi8(x, _mm256_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                                          0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
    const V joined = _mm256_permutevar8x32_epi32(low, _mm256_setr_epi32(0, 4, 0, 0, 0, 0, 0, 0));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(joined));
  }

  static V add32(V a, V b) { return _mm256_add_epi32(a, b); }
  static V sub32(V a, V b) { return _mm256_sub_epi32(a, b); }
  static V min32(V a, V b) { return _mm256_min_epi32(a, b); }
  static V max32(V a, V b) { return _mm256_max_epi32(a, b); }
  static V abs32(V a) { return _mm256_abs_epi32(a); }
  static V with_sign(V a, V sign) { return _mm256_sign_epi32(a, _mm256_or_si256(sign, _mm256_set1_epi32(1))); }
  static V multiply32(V a, V b) { return _mm256_mullo_epi32(a, b); }
  static V shift_left32(V a, V count) { return _mm256_sllv_epi32(a, count); }
  static V shift_right32(V a, V count) { return _mm256_srlv_epi32(a, count); }
  static V add_pairs(V a) { return _mm256_madd_epi16(a, _mm256_set1_epi16(1)); }
  static V square_pairs(V a) { return _mm256_madd_epi16(a, a); }

  static V even(V a) { return _mm256_and_si256(a, _mm256_set1_epi64x(0xffffffff)); }
  static V odd(V a) { return _mm256_srli_epi64(a, 32); }
  static V combine(V even, V odd) { return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa); }
  static V multiply_even(V a, V b) { return _mm256_mul_epi32(a, b); }
  static V add64(V a, V b) { return _mm256_add_epi64(a, b); }
  static V shift_left64(V a, V count) { return _mm256_sllv_epi64(a, count); }
  static V shift_right64(V a, V count) { return _mm256_srlv_epi64(a, count); }
  /// AVX2 shifts 64-bit lanes logically only: shifted with 2^63 added, which is taken away again.
  static V shift_right_signed64(V a, V count) {
    const V top = _mm256_set1_epi64x(static_cast<std::int64_t>(std::uint64_t{1} << 63));
    return _mm256_sub_epi64(_mm256_srlv_epi64(_mm256_xor_si256(a, top), count), _mm256_srlv_epi64(top, count));
  }
  static V clamp64(V a, V low, V high) {
    const V below = _mm256_blendv_epi8(a, high, _mm256_cmpgt_epi64(a, high));
    return _mm256_blendv_epi8(below, low, _mm256_cmpgt_epi64(low, below));
  }
};

}  // namespace

const RowKernels kRowKernelsAvx2 = Rows<Avx2Rows>::kTable;

}  // namespace octet::kernels
