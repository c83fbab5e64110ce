// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include "models/kernels/panel_template.hpp"

namespace octet::kernels {
namespace {

/// Four products of an unsigned byte of a and a signed byte of b, added without saturation.
struct VnniLanes {
  static constexpr int kLanes = 16, kRows = 4, kMostVectors = 4;
  using Vector = __m512i;

  static Vector load(const std::int32_t* from) { return _mm512_loadu_si512(from); }
  static Vector load_words(const std::uint32_t* from) { return _mm512_load_si512(from); }
  static void store(std::int32_t* to, Vector x) { _mm512_storeu_si512(to, x); }
  static Vector broadcast(std::uint32_t word) { return _mm512_set1_epi32(static_cast<std::int32_t>(word)); }
  static Vector dot(Vector sum, Vector a, Vector b) { return _mm512_dpbusd_epi32(sum, a, b); }
};

}  // namespace

void multiply_panel_vnni(const PanelCall& call) { multiply_panel<VnniLanes>(call); }

}  // namespace octet::kernels
