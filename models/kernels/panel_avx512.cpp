// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include "models/kernels/panel_template.hpp"

namespace octet::kernels {
namespace {

/// Pairs of 16-bit integers in AVX-512BW.
struct Avx512Lanes {
  static constexpr int kLanes = 16, kRows = 4, kMostVectors = 4;
  using Vector = __m512i;

  static Vector load(const std::int32_t* from) { return _mm512_loadu_si512(from); }
  static Vector load_words(const std::uint32_t* from) { return _mm512_load_si512(from); }
  static void store(std::int32_t* to, Vector x) { _mm512_storeu_si512(to, x); }
  static Vector broadcast(std::uint32_t word) { return _mm512_set1_epi32(static_cast<std::int32_t>(word)); }
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm512_add_epi32(sum, _mm512_madd_epi16(a, b)); }
};

}  // namespace

void multiply_panel_avx512(const PanelCall& call) { multiply_panel<Avx512Lanes>(call); }

}  // namespace octet::kernels
