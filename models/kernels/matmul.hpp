// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/kernels/packed_columns.hpp"

namespace octet::kernels {

/// out[i * out_stride + j] = sum over k of a[i][k] * b[j][k], the bits of `golden::matmul`, for `rows` rows of a:
/// [rows][k], the low byte of each element. The instruction set is that of the packed columns. `out_stride >= b.n()`.
template <class T>
void multiply(Strided<T> a, Sign sign, std::size_t rows, const PackedColumns& b, std::int32_t* out,
              std::size_t out_stride);

/// The same for a row operand that lies [k][rows], as the machine's activation buffer holds it.
template <class T>
void multiply_depth_major(Strided<T> a, Sign sign, std::size_t rows, const PackedColumns& b, std::int32_t* out,
                          std::size_t out_stride);

}  // namespace octet::kernels
