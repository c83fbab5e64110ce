// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/core/matrix.hpp"
#include "models/program/program.hpp"

namespace octet::test {

/// One matmul with its requantization as a program written by hand: six commands (seven with linear DMA and an edge row
/// tile).
/// Nothing holds the requantizer back from the store, so beyond 255 steps (chunks x row tiles) its token counter may
/// overflow, and `verify` says so.
struct MatmulProgramOptions {
  std::uint32_t m = 5, k = 7, n = 9;  ///< out[m][n] = a[m][k] x b[k][n]
  /// rows and columns are R and C; a buffer of 0 bytes is made just large enough, DRAM too.
  program::Geometry geometry;
  std::uint32_t chunk_tiles = 1;  ///< column tiles of a weight chunk (an i0)
  std::uint32_t ring_slots = 2;   ///< weight chunks and accumulator tiles on chip
  /// true: every DMA command has layout linear; input, weights and output stand in DRAM as the panels the buffers hold.
  /// false: input and output are token major and transposed by the DMA, weights are [k][n] and cut into column panels.
  bool linear_only = true;
  bool a_unsigned = false;
  std::uint64_t seed = 1;  ///< of weights, parameters and input
};

/// A program, an input for it, and the output it must give. With `linear_only` the host matrices are panels: one word
/// of R lanes a row; lanes beyond m are zero in the output.
struct MatmulProgram {
  program::Program program;
  Matrix<std::int16_t> input, expected;
};

/// A geometry with R = `rows`, C = `columns` and buffers left to be fitted.
program::Geometry fitted_geometry(std::uint32_t rows, std::uint32_t columns, std::uint32_t queue_depth = 4);

/// Builds it; the expected output comes from the golden kernels applied to plain matrices. Throws `InternalError` when
/// a given buffer is too small.
MatmulProgram matmul_program(const MatmulProgramOptions& options);

}  // namespace octet::test
