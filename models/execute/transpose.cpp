// SPDX-License-Identifier: Apache-2.0
#include "models/execute/transpose.hpp"

#include <algorithm>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "models/core/error.hpp"

namespace octet::execute {
namespace {

constexpr std::size_t kBlockSide = 16;  // elements a side: both sides of a block stay in the first cache

constexpr std::size_t kStrip = 32;  // rows whose columns are written together: neighbors share cache lines

#if defined(__SSE2__)
/// 8 x 8 bytes; strides in bytes.
void transpose_8x8(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride) {
  const auto load = [&](std::size_t i) {
    return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(in + i * in_stride));
  };
  // After each round a row holds twice as many rows of a column next to each other.
  __m128i two[4], four[4];
  for (std::size_t i = 0; i < 4; ++i) two[i] = _mm_unpacklo_epi8(load(2 * i), load(2 * i + 1));
  for (std::size_t i = 0; i < 2; ++i) {
    four[2 * i] = _mm_unpacklo_epi16(two[2 * i], two[2 * i + 1]);
    four[2 * i + 1] = _mm_unpackhi_epi16(two[2 * i], two[2 * i + 1]);
  }
  const auto store = [&](std::size_t column, __m128i both) {
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + column * out_stride), both);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + (column + 1) * out_stride), _mm_unpackhi_epi64(both, both));
  };
  for (std::size_t i = 0; i < 2; ++i) {
    store(4 * i, _mm_unpacklo_epi32(four[i], four[2 + i]));
    store(4 * i + 2, _mm_unpackhi_epi32(four[i], four[2 + i]));
  }
}

/// 8 x 8 elements of 16 bits; strides in bytes.
void transpose_8x8_halves(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride) {
  __m128i one[8], two[8], four[8];
  for (std::size_t i = 0; i < 8; ++i) one[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i * in_stride));
  for (std::size_t i = 0; i < 4; ++i) {
    two[i] = _mm_unpacklo_epi16(one[2 * i], one[2 * i + 1]);      // columns 0..3 of two rows
    two[4 + i] = _mm_unpackhi_epi16(one[2 * i], one[2 * i + 1]);  // columns 4..7
  }
  for (std::size_t i = 0; i < 4; ++i) {
    four[2 * i] = _mm_unpacklo_epi32(two[2 * i], two[2 * i + 1]);
    four[2 * i + 1] = _mm_unpackhi_epi32(two[2 * i], two[2 * i + 1]);
  }
  // four[0], four[1]: columns 0, 1 and 2, 3 of rows 0..3; four[2], four[3]: of rows 4..7; then columns 4..7.
  for (std::size_t i = 0; i < 4; ++i) {
    const __m128i upper = four[i / 2 * 4 + i % 2], lower = four[i / 2 * 4 + 2 + i % 2];
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 2 * i * out_stride), _mm_unpacklo_epi64(upper, lower));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + (2 * i + 1) * out_stride), _mm_unpackhi_epi64(upper, lower));
  }
}
#else
template <class T>
void transpose_8x8_plain(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride) {
  for (std::size_t row = 0; row < 8; ++row)
    for (std::size_t column = 0; column < 8; ++column)
      std::memcpy(out + column * out_stride + row * sizeof(T), in + row * in_stride + column * sizeof(T), sizeof(T));
}

void transpose_8x8(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride) {
  transpose_8x8_plain<std::uint8_t>(in, in_stride, out, out_stride);
}

void transpose_8x8_halves(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride) {
  transpose_8x8_plain<std::uint16_t>(in, in_stride, out, out_stride);
}
#endif

template <class T>
void transpose_as(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
                  std::size_t rows, std::size_t columns) {
  for (std::size_t row0 = 0; row0 < rows; row0 += kBlockSide)
    for (std::size_t column = 0; column < columns; ++column)
      for (std::size_t row = row0; row < std::min(rows, row0 + kBlockSide); ++row)
        std::memcpy(out + (column * out_stride + row) * sizeof(T), in + (row * in_stride + column) * sizeof(T),
                    sizeof(T));
}

/// Whole blocks by `block`, the rest element by element. Strides in elements.
template <class T, class Block>
void transpose_blocks(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
                      std::size_t rows, std::size_t columns, Block block) {
  const std::size_t whole_rows = rows / 8 * 8, whole_columns = columns / 8 * 8;
  for (std::size_t row0 = 0; row0 < whole_rows; row0 += kStrip)
    for (std::size_t column = 0; column < whole_columns; column += 8)
      for (std::size_t row = row0; row < std::min(whole_rows, row0 + kStrip); row += 8)
        block(in + (row * in_stride + column) * sizeof(T), in_stride * sizeof(T),
              out + (column * out_stride + row) * sizeof(T), out_stride * sizeof(T));
  transpose_as<T>(in + whole_columns * sizeof(T), in_stride, out + whole_columns * out_stride * sizeof(T), out_stride,
                  whole_rows, columns - whole_columns);
  transpose_as<T>(in + whole_rows * in_stride * sizeof(T), in_stride, out + whole_rows * sizeof(T), out_stride,
                  rows - whole_rows, columns);
}

}  // namespace

void transpose(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
               std::size_t rows, std::size_t columns) {
  transpose_blocks<std::uint8_t>(in, in_stride, out, out_stride, rows, columns, transpose_8x8);
}

void transpose_bytes(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
                     std::size_t rows, std::size_t columns, std::size_t element_bytes) {
  switch (element_bytes) {
    case 1:
      return transpose(in, in_stride, out, out_stride, rows, columns);
    case 2:
      return transpose_blocks<std::uint16_t>(in, in_stride, out, out_stride, rows, columns, transpose_8x8_halves);
    case 4:
      return transpose_as<std::uint32_t>(in, in_stride, out, out_stride, rows, columns);
    default:
      OCTET_CHECK(false, "elements have 1, 2 or 4 bytes");
  }
}

}  // namespace octet::execute
