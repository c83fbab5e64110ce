// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/kernels/packed_columns.hpp"

namespace octet::kernels {

/// out[i * out_stride + j] = sum over k of a[i][k] * b[j][k], the bits of `golden::matmul`, for `rows` rows of a:
/// [rows][k], the low byte of each element. The instruction set is that of the packed columns. `out_stride >= b.n()`.
template <class T>
void multiply(Strided<T> a, Sign sign, std::size_t rows, const PackedColumns& b, std::int32_t* out,
              std::size_t out_stride);

/// A row operand that lies [k][rows], as the machine's buffers hold it, in the order the kernels of one format read:
/// packed once, multiplied by any number of column operands of that format.
class PackedRows {
 public:
  /// `with_sums`: also sums each row, which `multiply` needs beside columns that are offset (PackedColumns::is_offset).
  template <class T>
  void pack_depth_major(Strided<T> a, Sign sign, std::size_t rows, std::size_t k, const PanelFormat& format,
                        bool with_sums);

  std::size_t rows() const { return rows_; }
  const PanelFormat& format() const { return *format_; }
  /// Words of rows [block, block + 128), `block` a multiple of 128: word (row, group) at group * group_stride() + row.
  const std::uint32_t* block(std::size_t block) const;
  std::size_t group_stride() const { return group_stride_; }
  /// Whether 128 was added to every element, so that signed bytes fit the unsigned operand.
  bool is_offset() const { return is_offset_; }
  /// Sums of rows; empty without `with_sums`.
  const std::vector<std::int32_t>& sums() const { return sums_; }

 private:
  const PanelFormat* format_ = nullptr;
  std::size_t rows_ = 0, groups_ = 0, group_stride_ = 0;
  bool is_offset_ = false;
  AlignedVector<std::uint32_t> words_;
  std::vector<std::int32_t> sums_;
};

/// The product of packed operands of one format; k is the same.
void multiply(const PackedRows& a, const PackedColumns& b, std::int32_t* out, std::size_t out_stride);

/// The same for a row operand that lies [k][rows] and is used once.
template <class T>
void multiply_depth_major(Strided<T> a, Sign sign, std::size_t rows, const PackedColumns& b, std::int32_t* out,
                          std::size_t out_stride);

}  // namespace octet::kernels
