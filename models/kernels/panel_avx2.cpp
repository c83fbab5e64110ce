// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include "models/kernels/panel_template.hpp"

namespace octet::kernels {
namespace {

/// Pairs of 16-bit integers. VPMADDUBSW would take bytes, but it saturates to 16 bits.
struct Avx2Lanes {
  static constexpr int kLanes = 8, kRows = 4, kMostVectors = 2;
  using Vector = __m256i;

  static Vector load(const std::int32_t* from) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)); }
  static Vector load_words(const std::uint32_t* from) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(from));
  }
  static void store(std::int32_t* to, Vector x) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), x); }
  static Vector broadcast(std::uint32_t word) { return _mm256_set1_epi32(static_cast<std::int32_t>(word)); }
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b)); }
};

}  // namespace

void multiply_panel_avx2(const PanelCall& call) { multiply_panel<Avx2Lanes>(call); }

}  // namespace octet::kernels
