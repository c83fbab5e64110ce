// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

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

/// Words of `count` neighbouring lines that lie [k][..]: word (g, line) to to[g * to_step + line].
template <std::size_t Depth, class T>
void pack_across(const T* from, std::size_t stride, std::size_t count, std::size_t k, std::uint32_t* to,
                 std::size_t to_step, std::uint32_t flip, bool zero_extend) {
  for (std::size_t i = 0; i < k; i += Depth, to += to_step) {
    const std::size_t depth = k - i < Depth ? k - i : Depth;
    const T* lines = from + i * stride;
    if (depth == Depth) {
      for (std::size_t line = 0; line < count; ++line) {
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
