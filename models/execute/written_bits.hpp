// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

// One bit a byte, in words of 64: which bytes of a page were ever written. Positions count bytes from its start.
namespace octet::execute {

/// Bits [begin, end) of the word that holds `begin`, and how many they are.
struct BitsOfWord {
  std::uint64_t mask, count;

  BitsOfWord(std::uint64_t begin, std::uint64_t end) : mask(0), count(std::min(64 - begin % 64, end - begin)) {
    mask = (~std::uint64_t{0} >> (64 - count)) << (begin % 64);
  }
};

inline void mark_written(std::uint64_t* words, std::uint64_t begin, std::uint64_t end) {
  while (begin < end) {
    const BitsOfWord bits(begin, end);
    words[begin / 64] |= bits.mask;
    begin += bits.count;
    const std::uint64_t whole = (end - begin) / 64;
    std::fill_n(words + begin / 64, whole, ~std::uint64_t{0});
    begin += whole * 64;
  }
}

/// The first position in [begin, end) never written; `end` when there is none.
inline std::uint64_t first_unwritten(const std::uint64_t* words, std::uint64_t begin, std::uint64_t end) {
  while (begin < end) {
    const BitsOfWord bits(begin, end);
    const std::uint64_t missing = ~words[begin / 64] & bits.mask;
    if (missing != 0) return begin / 64 * 64 + static_cast<std::uint64_t>(std::countr_zero(missing));
    begin += bits.count;
    for (; end - begin >= 512; begin += 512) {
      const std::uint64_t* w = words + begin / 64;
      if ((w[0] & w[1] & w[2] & w[3] & w[4] & w[5] & w[6] & w[7]) != ~std::uint64_t{0}) break;
    }
    while (end - begin >= 64 && words[begin / 64] == ~std::uint64_t{0}) begin += 64;
  }
  return end;
}

}  // namespace octet::execute
