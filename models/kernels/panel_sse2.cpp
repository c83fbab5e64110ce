// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include "models/kernels/panel_template.hpp"

namespace octet::kernels {
namespace {

/// Pairs of 16-bit integers: PMADDWD and an addition.
struct Sse2Lanes {
  static constexpr int kLanes = 4, kRows = 4, kMostVectors = 2;
  using Vector = __m128i;

  static Vector load(const std::int32_t* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
  static Vector load_words(const std::uint32_t* from) { return _mm_load_si128(reinterpret_cast<const __m128i*>(from)); }
  static void store(std::int32_t* to, Vector x) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), x); }
  static Vector broadcast(std::uint32_t word) { return _mm_set1_epi32(static_cast<std::int32_t>(word)); }
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm_add_epi32(sum, _mm_madd_epi16(a, b)); }
};

}  // namespace

void multiply_panel_sse2(const PanelCall& call) { multiply_panel<Sse2Lanes>(call); }

}  // namespace octet::kernels
