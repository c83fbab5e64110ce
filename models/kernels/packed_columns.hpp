// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/kernels/aligned.hpp"
#include "models/kernels/instruction_set.hpp"
#include "models/kernels/panel_kernel.hpp"

namespace octet::kernels {

/// How the bytes of an operand count: -128..127 or 0..255.
enum class Sign { is_signed, is_unsigned };

/// A matrix inside a larger one: element (row, column) at data[row * stride + column].
template <class T>
struct Strided {
  const T* data = nullptr;
  std::size_t stride = 0;
};

/// The format of an instruction set's panels; `InternalError` for a set that is not supported.
const PanelFormat& panel_format(InstructionSet set);

/// The column operand of a matmul in the order its kernel reads: packed once, multiplied by any number of row operands.
/// Elements are bytes, held in any integer type.
class PackedColumns {
 public:
  PackedColumns() = default;

  /// From [n][k], k contiguous, of signed bytes: a weight, or the keys of attention.
  template <class T>
  void pack_rows(Strided<T> b, std::size_t n, std::size_t k, InstructionSet set = instruction_set());
  /// From [k][n]: the values of attention, or a panel of the weight buffer.
  template <class T>
  void pack_depth_major(Strided<T> b, std::size_t n, std::size_t k, InstructionSet set = instruction_set(),
                        Sign sign = Sign::is_signed);

  std::size_t n() const { return n_; }
  std::size_t k() const { return k_; }
  const PanelFormat& format() const { return *format_; }
  /// Words along k: k padded with zeros to whole words.
  std::size_t groups() const { return groups_; }
  /// Words [groups][width] of the panel whose first column is `first`, a multiple of the widest panel.
  const std::uint32_t* panel(std::size_t first) const { return words_.data() + first * groups_; }
  /// Vectors of that panel.
  std::size_t vectors(std::size_t first) const;
  /// -128 times the sum of each column, modulo 2^32: what the sums start from where signed bytes of a are offset by 128
  /// to be unsigned. Padded to whole panels.
  const std::int32_t* offset_correction() const { return correction_.data(); }
  /// Whether 128 was taken from every element, so that unsigned bytes fit the signed operand: products then lack 128
  /// times the sum of their row of a.
  bool is_offset() const { return is_offset_; }

 private:
  void correct_offset();
  void resize(std::size_t n, std::size_t k, InstructionSet set);
  std::size_t padded_n() const;

  const PanelFormat* format_ = nullptr;
  std::size_t n_ = 0, k_ = 0, groups_ = 0;
  bool is_offset_ = false;
  AlignedVector<std::uint32_t> words_;
  AlignedVector<std::int32_t> correction_;
};

}  // namespace octet::kernels
