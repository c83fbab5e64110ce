// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace octet::kernels {

/// One element as the kernels' words hold it. `Depth` 4: its low byte, XOR `flip` (0x80 offsets a signed byte by 128);
/// `Depth` 2: 16 bits, its low byte extended with sign, or with zeros where `zero_extend`.
template <std::size_t Depth, class T>
std::uint32_t packed_element(T element, std::uint32_t flip, bool zero_extend) {
  const auto byte = static_cast<std::uint8_t>(element);
  if constexpr (Depth == 4) {
    return byte ^ flip;
  } else {
    const std::uint32_t extended = zero_extend ? byte : static_cast<std::uint32_t>(static_cast<std::int8_t>(byte));
    return extended & 0xffffU;
  }
}

/// Bits an element of a word takes.
template <std::size_t Depth>
inline constexpr unsigned kElementBits = 32 / Depth;

/// Words of one line of k: element i at from[i * step], word g to to[g * to_step]; k padded with zeros.
template <std::size_t Depth, class T>
void pack_line(const T* from, std::size_t k, std::uint32_t* to, std::size_t to_step, std::uint32_t flip,
               bool zero_extend) {
  std::size_t i = 0;
  for (; i + Depth <= k; i += Depth, to += to_step) {
    std::uint32_t word = 0;
    for (std::size_t j = 0; j < Depth; ++j)
      word |= packed_element<Depth>(from[i + j], flip, zero_extend) << (j * kElementBits<Depth>);
    *to = word;
  }
  if (i == k) return;
  std::uint32_t word = 0;
  for (std::size_t j = 0; i + j < k; ++j)
    word |= packed_element<Depth>(from[i + j], flip, zero_extend) << (j * kElementBits<Depth>);
  *to = word;
}

#if defined(__SSE2__)
/// Words of four lines of bytes, 16 neighbours at a time; returns how many of `count` were done.
inline std::size_t interleave_bytes(const std::uint8_t* lines, std::size_t stride, std::size_t count, std::uint32_t* to,
                                    std::uint32_t flip) {
  const __m128i mask = _mm_set1_epi8(static_cast<char>(flip));
  const auto load = [&](std::size_t line, std::size_t at) {
    return _mm_xor_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(lines + line * stride + at)), mask);
  };
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m128i x0 = load(0, i), x1 = load(1, i), x2 = load(2, i), x3 = load(3, i);
    const __m128i low01 = _mm_unpacklo_epi8(x0, x1), high01 = _mm_unpackhi_epi8(x0, x1);
    const __m128i low23 = _mm_unpacklo_epi8(x2, x3), high23 = _mm_unpackhi_epi8(x2, x3);
    auto* out = reinterpret_cast<__m128i*>(to + i);
    _mm_storeu_si128(out, _mm_unpacklo_epi16(low01, low23));
    _mm_storeu_si128(out + 1, _mm_unpackhi_epi16(low01, low23));
    _mm_storeu_si128(out + 2, _mm_unpacklo_epi16(high01, high23));
    _mm_storeu_si128(out + 3, _mm_unpackhi_epi16(high01, high23));
  }
  return i;
}
#endif

/// Words of `count` neighbouring lines that lie [k][..]: word (g, line) to to[g * to_step + line].
template <std::size_t Depth, class T>
void pack_across(const T* from, std::size_t stride, std::size_t count, std::size_t k, std::uint32_t* to,
                 std::size_t to_step, std::uint32_t flip, bool zero_extend) {
  for (std::size_t i = 0; i < k; i += Depth, to += to_step) {
    const std::size_t depth = k - i < Depth ? k - i : Depth;
    const T* lines = from + i * stride;
    if (depth == Depth) {
      std::size_t line = 0;
#if defined(__SSE2__)
      if constexpr (Depth == 4 && std::is_same_v<T, std::uint8_t>)
        line = interleave_bytes(lines, stride, count, to, flip);
#endif
      for (; line < count; ++line) {
        std::uint32_t word = 0;
        for (std::size_t j = 0; j < Depth; ++j)
          word |= packed_element<Depth>(lines[j * stride + line], flip, zero_extend) << (j * kElementBits<Depth>);
        to[line] = word;
      }
      continue;
    }
    for (std::size_t line = 0; line < count; ++line) {
      std::uint32_t word = 0;
      for (std::size_t j = 0; j < depth; ++j)
        word |= packed_element<Depth>(lines[j * stride + line], flip, zero_extend) << (j * kElementBits<Depth>);
      to[line] = word;
    }
  }
}

}  // namespace octet::kernels
