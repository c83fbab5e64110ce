// SPDX-License-Identifier: Apache-2.0
#include "models/program/transpose.hpp"

#include <algorithm>
#include <cstring>

#include "models/core/error.hpp"

namespace octet::program {
namespace {

constexpr std::size_t kBlock = 16;  // elements a side: both sides of a block stay in the first cache

/// Transposes 8 x 8 bytes held in eight words, in three rounds of exchanges: 1, 2, then 4 columns at a time.
void transpose_words(std::uint64_t (&w)[8]) {
  constexpr std::uint64_t kMasks[3] = {0x00ff00ff00ff00ffU, 0x0000ffff0000ffffU, 0x00000000ffffffffU};
  for (std::size_t round = 0; round < 3; ++round) {
    const std::size_t distance = std::size_t{1} << round;
    const unsigned shift = 8U << round;
    for (std::size_t i = 0; i < 8; ++i) {
      if ((i & distance) != 0) continue;
      const std::uint64_t exchange = ((w[i] >> shift) ^ w[i + distance]) & kMasks[round];
      w[i + distance] ^= exchange;
      w[i] ^= exchange << shift;
    }
  }
}

void transpose_plain(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
                     std::size_t rows, std::size_t columns) {
  for (std::size_t row0 = 0; row0 < rows; row0 += kBlock)
    for (std::size_t column0 = 0; column0 < columns; column0 += kBlock) {
      const std::size_t row1 = std::min(rows, row0 + kBlock), column1 = std::min(columns, column0 + kBlock);
      for (std::size_t column = column0; column < column1; ++column)
        for (std::size_t row = row0; row < row1; ++row) out[column * out_stride + row] = in[row * in_stride + column];
    }
}

/// 4 x 4 elements of 16 bits held in four words, in two rounds.
void transpose_words(std::uint64_t (&w)[4]) {
  constexpr std::uint64_t kMasks[2] = {0x0000ffff0000ffffU, 0x00000000ffffffffU};
  for (std::size_t round = 0; round < 2; ++round) {
    const std::size_t distance = std::size_t{1} << round;
    const unsigned shift = 16U << round;
    for (std::size_t i = 0; i < 4; ++i) {
      if ((i & distance) != 0) continue;
      const std::uint64_t exchange = ((w[i] >> shift) ^ w[i + distance]) & kMasks[round];
      w[i + distance] ^= exchange;
      w[i] ^= exchange << shift;
    }
  }
}

template <class T>
void transpose_as(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
                  std::size_t rows, std::size_t columns) {
  for (std::size_t row0 = 0; row0 < rows; row0 += kBlock)
    for (std::size_t column = 0; column < columns; ++column)
      for (std::size_t row = row0; row < std::min(rows, row0 + kBlock); ++row)
        std::memcpy(out + (column * out_stride + row) * sizeof(T), in + (row * in_stride + column) * sizeof(T),
                    sizeof(T));
}

void transpose_halves(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
                      std::size_t rows, std::size_t columns) {
  const std::size_t whole_rows = rows / 4 * 4, whole_columns = columns / 4 * 4;
  for (std::size_t row0 = 0; row0 < whole_rows; row0 += kBlock)
    for (std::size_t column = 0; column < whole_columns; column += 4)
      for (std::size_t row = row0; row < std::min(whole_rows, row0 + kBlock); row += 4) {
        std::uint64_t words[4];
        for (std::size_t i = 0; i < 4; ++i) std::memcpy(&words[i], in + ((row + i) * in_stride + column) * 2, 8);
        transpose_words(words);
        for (std::size_t i = 0; i < 4; ++i) std::memcpy(out + ((column + i) * out_stride + row) * 2, &words[i], 8);
      }
  transpose_as<std::uint16_t>(in + whole_columns * 2, in_stride, out + whole_columns * out_stride * 2, out_stride,
                              whole_rows, columns - whole_columns);
  transpose_as<std::uint16_t>(in + whole_rows * in_stride * 2, in_stride, out + whole_rows * 2, out_stride,
                              rows - whole_rows, columns);
}

}  // namespace

void transpose(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
               std::size_t rows, std::size_t columns) {
  const std::size_t whole_rows = rows / 8 * 8, whole_columns = columns / 8 * 8;
  for (std::size_t row = 0; row < whole_rows; row += 8)
    for (std::size_t column = 0; column < whole_columns; column += 8) {
      std::uint64_t words[8];
      for (std::size_t i = 0; i < 8; ++i) std::memcpy(&words[i], in + (row + i) * in_stride + column, 8);
      transpose_words(words);
      for (std::size_t i = 0; i < 8; ++i) std::memcpy(out + (column + i) * out_stride + row, &words[i], 8);
    }
  transpose_plain(in + whole_columns, in_stride, out + whole_columns * out_stride, out_stride, whole_rows,
                  columns - whole_columns);
  transpose_plain(in + whole_rows * in_stride, in_stride, out + whole_rows, out_stride, rows - whole_rows, columns);
}

void transpose_bytes(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
                     std::size_t rows, std::size_t columns, std::size_t element_bytes) {
  switch (element_bytes) {
    case 1:
      return transpose(in, in_stride, out, out_stride, rows, columns);
    case 2:
      return transpose_halves(in, in_stride, out, out_stride, rows, columns);
    case 4:
      return transpose_as<std::uint32_t>(in, in_stride, out, out_stride, rows, columns);
    default:
      OCTET_CHECK(false, "elements have 1, 2 or 4 bytes");
  }
}

}  // namespace octet::program
