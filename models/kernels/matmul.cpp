// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/matmul.hpp"

#include <algorithm>
#include <vector>

#include "models/core/error.hpp"
#include "models/kernels/word_packing.hpp"

namespace octet::kernels {
namespace {

/// Rows packed at a time: their words stay in the second cache while the panels of b pass by.
constexpr std::size_t kRowBlock = 128;
/// Bytes of a panel multiplied at a time: they stay in the first cache while the rows pass by.
constexpr std::size_t kPanelBytes = std::size_t{24} * 1024;

constexpr std::int32_t kZeros[64] = {};

/// Words of a block of rows, and where the word (row, group) is.
struct RowWords {
  const std::uint32_t* words;
  std::size_t row_stride, group_stride;
};

/// All columns for up to kRowBlock rows.
void multiply_rows(const RowWords& a, std::size_t rows, bool offset, const PackedColumns& b, std::int32_t* out,
                   std::size_t out_stride) {
  const PanelFormat& format = b.format();
  const std::size_t widest = format.lanes * format.most_vectors;
  const std::size_t deepest = kPanelBytes / (widest * sizeof(std::uint32_t));
  for (std::size_t first = 0; first < b.n(); first += widest) {
    const std::size_t vectors = b.vectors(first), width = vectors * format.lanes;
    std::size_t group = 0;
    do {  // once even for an empty sum, which writes zeros
      const std::size_t groups = std::min(deepest, b.groups() - group);
      PanelCall call{};
      call.a = a.words + group * a.group_stride;
      call.a_row = a.row_stride;
      call.a_group = a.group_stride;
      call.b = b.panel(first) + group * width;
      call.groups = groups;
      call.start = group != 0 ? nullptr : offset ? b.offset_correction() + first : kZeros;
      call.out = out + first;
      call.out_row = out_stride;
      call.rows = rows;
      call.columns = std::min(width, b.n() - first);
      call.vectors = vectors;
      format.kernel(call);
      group += groups;
    } while (group < b.groups());
  }
}

/// Adds 128 times the sum of each row of a to its products: what an offset column operand left out. `sums` holds one a
/// row.
void add_row_sums(const std::vector<std::int32_t>& sums, const PackedColumns& b, std::int32_t* out,
                  std::size_t out_stride) {
  for (std::size_t row = 0; row < sums.size(); ++row) {
    const std::uint32_t missing = 128U * static_cast<std::uint32_t>(sums[row]);
    std::int32_t* to = out + row * out_stride;
    for (std::size_t j = 0; j < b.n(); ++j)
      to[j] = static_cast<std::int32_t>(static_cast<std::uint32_t>(to[j]) + missing);
  }
}

/// Element of a as it counts.
template <class T>
std::int32_t counted(T element, bool is_unsigned) {
  return is_unsigned ? static_cast<std::uint8_t>(element) : static_cast<std::int8_t>(element);
}

AlignedVector<std::uint32_t>& scratch(std::size_t words) {
  thread_local AlignedVector<std::uint32_t> buffer;
  if (buffer.size() < words) buffer.resize(words);
  return buffer;
}

}  // namespace

template <class T>
void multiply(Strided<T> a, Sign sign, std::size_t rows, const PackedColumns& b, std::int32_t* out,
              std::size_t out_stride) {
  const bool is_unsigned = sign == Sign::is_unsigned, bytes = b.format().depth == 4;
  // Rows a power of two apart would share a set of the first cache: a cache line more keeps them apart.
  const std::size_t stride = b.groups() + 16;
  AlignedVector<std::uint32_t>& words = scratch(std::min(rows, kRowBlock) * stride);
  for (std::size_t first = 0; first < rows; first += kRowBlock) {
    const std::size_t count = std::min(kRowBlock, rows - first);
    for (std::size_t row = 0; row < count; ++row) {
      const T* from = a.data + (first + row) * a.stride;
      std::uint32_t* to = words.data() + row * stride;
      if (bytes) {
        pack_line<4>(from, b.k(), to, 1, is_unsigned ? 0 : 0x80, false);
      } else if (is_unsigned) {
        pack_line<2>(from, b.k(), to, 1, 0, true);
      } else {
        pack_line<2>(from, b.k(), to, 1, 0, false);
      }
    }
    multiply_rows({words.data(), stride, 1}, count, bytes && !is_unsigned, b, out + first * out_stride, out_stride);
  }
  if (!b.is_offset()) return;
  std::vector<std::int32_t> sums(rows, 0);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t i = 0; i < b.k(); ++i) sums[row] += counted(a.data[row * a.stride + i], is_unsigned);
  add_row_sums(sums, b, out, out_stride);
}

const std::uint32_t* PackedRows::block(std::size_t block) const {
  return words_.data() + block / kRowBlock * group_stride_ * groups_;
}

template <class T>
void PackedRows::pack_depth_major(Strided<T> a, Sign sign, std::size_t rows, std::size_t k, const PanelFormat& format,
                                  bool with_sums) {
  const bool is_unsigned = sign == Sign::is_unsigned, bytes = format.depth == 4;
  format_ = &format;
  rows_ = rows;
  groups_ = (k + format.depth - 1) / format.depth;
  // Groups a power of two apart would share sets of the first cache: a cache line more keeps them apart.
  group_stride_ = std::min(rows, kRowBlock) + 16;
  is_offset_ = bytes && !is_unsigned;
  const std::size_t words = (rows + kRowBlock - 1) / kRowBlock * group_stride_ * groups_;
  if (words_.size() < words) words_.resize(words);
  for (std::size_t first = 0; first < rows; first += kRowBlock) {
    const std::size_t count = std::min(kRowBlock, rows - first);
    std::uint32_t* to = words_.data() + first / kRowBlock * group_stride_ * groups_;
    if (bytes) {
      pack_across<4>(a.data + first, a.stride, count, k, to, group_stride_, is_unsigned ? 0 : 0x80, false);
    } else {
      pack_across<2>(a.data + first, a.stride, count, k, to, group_stride_, 0, is_unsigned);
    }
  }
  sums_.assign(with_sums ? rows : 0, 0);
  if (!with_sums) return;
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t row = 0; row < rows; ++row) sums_[row] += counted(a.data[i * a.stride + row], is_unsigned);
}

void multiply(const PackedRows& a, const PackedColumns& b, std::int32_t* out, std::size_t out_stride) {
  OCTET_CHECK(&a.format() == &b.format() && (!b.is_offset() || a.sums().size() == a.rows()),
              "operands are packed for each other");
  for (std::size_t first = 0; first < a.rows(); first += kRowBlock)
    multiply_rows({a.block(first), 1, a.group_stride()}, std::min(kRowBlock, a.rows() - first), a.is_offset(), b,
                  out + first * out_stride, out_stride);
  if (b.is_offset()) add_row_sums(a.sums(), b, out, out_stride);
}

template <class T>
void multiply_depth_major(Strided<T> a, Sign sign, std::size_t rows, const PackedColumns& b, std::int32_t* out,
                          std::size_t out_stride) {
  thread_local PackedRows packed;
  packed.pack_depth_major(a, sign, rows, b.k(), b.format(), b.is_offset());
  multiply(packed, b, out, out_stride);
}

#define OCTET_MULTIPLY(T)                                                                                              \
  template void multiply<T>(Strided<T>, Sign, std::size_t, const PackedColumns&, std::int32_t*, std::size_t);          \
  template void PackedRows::pack_depth_major<T>(Strided<T>, Sign, std::size_t, std::size_t, const PanelFormat&, bool); \
  template void multiply_depth_major<T>(Strided<T>, Sign, std::size_t, const PackedColumns&, std::int32_t*,            \
                                        std::size_t);
OCTET_MULTIPLY(std::int8_t)
OCTET_MULTIPLY(std::uint8_t)
OCTET_MULTIPLY(std::int16_t)
OCTET_MULTIPLY(std::int32_t)
#undef OCTET_MULTIPLY

}  // namespace octet::kernels
