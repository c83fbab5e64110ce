// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/panel_kernel.hpp"

// The panel kernel, written once over a few operations on a vector of 32-bit lanes. Every includer is compiled for its
// own instruction set: everything here has internal linkage and nothing comes from the standard library's templates, so
// that no function compiled for a wider set can be linked in place of the baseline's.
namespace octet::kernels {
namespace {

/// A block of R rows and V vectors of columns, kept in registers while k passes by.
template <class Lanes, int R, int V>
[[gnu::always_inline]] inline void multiply_block(const PanelCall& c, const std::uint32_t* a, std::int32_t* out,
                                                  std::size_t out_row, const std::int32_t* start) {
  using Vector = typename Lanes::Vector;
  Vector sum[R][V];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 16
    for (int v = 0; v < V; ++v)
      sum[r][v] = Lanes::load(start != nullptr ? start + v * Lanes::kLanes
                                               : out + static_cast<std::size_t>(r) * out_row + v * Lanes::kLanes);
  const std::uint32_t* b = c.b;
  for (std::size_t g = 0; g < c.groups; ++g, a += c.a_group, b += V * Lanes::kLanes) {
    Vector column[V];
#pragma GCC unroll 16
    for (int v = 0; v < V; ++v) column[v] = Lanes::load_words(b + v * Lanes::kLanes);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      const Vector row = Lanes::broadcast(a[static_cast<std::size_t>(r) * c.a_row]);
#pragma GCC unroll 16
      for (int v = 0; v < V; ++v) sum[r][v] = Lanes::dot(sum[r][v], row, column[v]);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 16
    for (int v = 0; v < V; ++v)
      Lanes::store(out + static_cast<std::size_t>(r) * out_row + v * Lanes::kLanes, sum[r][v]);
}

/// The same where the last columns of the panel are padding: through a block of its own.
template <class Lanes, int R, int V>
[[gnu::noinline]] void multiply_edge(const PanelCall& c, const std::uint32_t* a, std::int32_t* out) {
  constexpr std::size_t kWidth = static_cast<std::size_t>(V) * Lanes::kLanes;
  alignas(64) std::int32_t block[R * kWidth] = {};
  if (c.start == nullptr)
    for (std::size_t r = 0; r < R; ++r)
      for (std::size_t j = 0; j < c.columns; ++j) block[r * kWidth + j] = out[r * c.out_row + j];
  multiply_block<Lanes, R, V>(c, a, block, kWidth, c.start);
  for (std::size_t r = 0; r < R; ++r)
    for (std::size_t j = 0; j < c.columns; ++j) out[r * c.out_row + j] = block[r * kWidth + j];
}

template <class Lanes, int R, int V>
[[gnu::noinline]] void multiply_rows(const PanelCall& c, std::size_t first, std::size_t rows) {
  const bool edge = c.columns < static_cast<std::size_t>(V) * Lanes::kLanes;
  for (std::size_t row = first; row + R <= first + rows; row += R) {
    const std::uint32_t* a = c.a + row * c.a_row;
    std::int32_t* out = c.out + row * c.out_row;
    if (edge) {
      multiply_edge<Lanes, R, V>(c, a, out);
    } else {
      multiply_block<Lanes, R, V>(c, a, out, c.out_row, c.start);
    }
  }
}

template <class Lanes, int V>
void multiply_width(const PanelCall& c) {
  constexpr int kRows = Lanes::kRows;
  const std::size_t whole = c.rows / kRows * kRows, rest = c.rows - whole;
  multiply_rows<Lanes, kRows, V>(c, 0, whole);
  if (rest >= 4 && kRows > 4) {
    multiply_rows<Lanes, 4, V>(c, whole, 4);
    multiply_rows<Lanes, 1, V>(c, whole + 4, rest - 4);
  } else if (rest >= 2) {
    multiply_rows<Lanes, 2, V>(c, whole, 2);
    multiply_rows<Lanes, 1, V>(c, whole + 2, rest - 2);
  } else {
    multiply_rows<Lanes, 1, V>(c, whole, rest);
  }
}

template <class Lanes>
void multiply_panel(const PanelCall& c) {
  switch (c.vectors) {
    case 1:
      return multiply_width<Lanes, 1>(c);
    case 2:
      return multiply_width<Lanes, 2>(c);
    case 3:
      if constexpr (Lanes::kMostVectors >= 3) return multiply_width<Lanes, 3>(c);
      break;
    default:
      if constexpr (Lanes::kMostVectors >= 4) return multiply_width<Lanes, 4>(c);
      break;
  }
}

}  // namespace
}  // namespace octet::kernels
