// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/packed_columns.hpp"

#include <algorithm>

#include "models/core/error.hpp"
#include "models/kernels/word_packing.hpp"

namespace octet::kernels {
namespace {

std::size_t rounded_up(std::size_t size, std::size_t step) { return (size + step - 1) / step * step; }

}  // namespace

const PanelFormat& panel_format(InstructionSet set) {
  OCTET_CHECK(is_supported(set), std::string("this CPU has ") + name_of(set));
  static constexpr PanelFormat kPortable{multiply_panel_portable, 4, 2, 2};
#if defined(__x86_64__)
  static constexpr PanelFormat kSse2{multiply_panel_sse2, 4, 2, 2};
  static constexpr PanelFormat kAvx2{multiply_panel_avx2, 8, 2, 2};
  static constexpr PanelFormat kAvx512{multiply_panel_avx512, 16, 4, 2};
  static constexpr PanelFormat kVnni{multiply_panel_vnni, 16, 4, 4};
  switch (set) {
    case InstructionSet::scalar:
      return kPortable;
    case InstructionSet::sse2:
      return kSse2;
    case InstructionSet::avx2:
      return kAvx2;
    case InstructionSet::avx512:
      return kAvx512;
    case InstructionSet::vnni:
      return kVnni;
  }
#endif
  return kPortable;
}

std::size_t PackedColumns::padded_n() const { return rounded_up(n_, format_->lanes); }

std::size_t PackedColumns::vectors(std::size_t first) const {
  return std::min(format_->most_vectors, (padded_n() - first) / format_->lanes);
}

void PackedColumns::resize(std::size_t n, std::size_t k, InstructionSet set) {
  format_ = &panel_format(set);
  n_ = n;
  k_ = k;
  is_offset_ = false;
  groups_ = rounded_up(k, format_->depth) / format_->depth;
  words_.resize(padded_n() * groups_);
  correction_.assign(padded_n(), 0);
}

template <class T>
void PackedColumns::pack_rows(Strided<T> b, std::size_t n, std::size_t k, InstructionSet set) {
  resize(n, k, set);
  const std::size_t widest = format_->lanes * format_->most_vectors;
  for (std::size_t column = 0; column < padded_n(); ++column) {
    const std::size_t first = column / widest * widest, width = vectors(first) * format_->lanes;
    std::uint32_t* to = words_.data() + first * groups_ + (column - first);
    if (column >= n) {
      for (std::size_t g = 0; g < groups_; ++g) to[g * width] = 0;
      continue;
    }
    const T* from = b.data + column * b.stride;
    if (format_->depth == 2) {
      pack_line<2>(from, k, to, width, 0, false);
      continue;
    }
    pack_line<4>(from, k, to, width, 0, false);
  }
  if (format_->depth == 4) correct_offset();
}

template <class T>
void PackedColumns::pack_depth_major(Strided<T> b, std::size_t n, std::size_t k, InstructionSet set, Sign sign) {
  resize(n, k, set);
  const bool bytes = format_->depth == 4, is_unsigned = sign == Sign::is_unsigned;
  is_offset_ = bytes && is_unsigned;
  const std::uint32_t flip = is_offset_ ? 0x80 : 0;
  const std::size_t widest = format_->lanes * format_->most_vectors;
  for (std::size_t first = 0; first < n; first += widest) {
    const std::size_t width = vectors(first) * format_->lanes, columns = std::min(width, n - first);
    std::uint32_t* to = words_.data() + first * groups_;
    if (columns < width) std::fill_n(to, width * groups_, 0U);
    if (bytes) {
      pack_across<4>(b.data + first, b.stride, columns, k, to, width, flip, false);
    } else {
      pack_across<2>(b.data + first, b.stride, columns, k, to, width, 0, is_unsigned);
    }
  }
  if (!bytes) return;
  correct_offset();
}

void PackedColumns::correct_offset() {
  // A row of a that is 128 everywhere is what the offset adds to every row: the kernel itself sums the columns.
  static constexpr std::uint32_t kAll128 = 0x80808080U;
  const std::size_t widest = format_->lanes * format_->most_vectors;
  for (std::size_t first = 0; first < n_; first += widest) {
    const std::size_t width = vectors(first) * format_->lanes;
    PanelCall call{};
    call.a = &kAll128;
    call.b = panel(first);
    call.groups = groups_;
    call.out = correction_.data() + first;
    call.rows = 1;
    call.columns = width;
    call.vectors = vectors(first);
    format_->kernel(call);
  }
  for (std::int32_t& sum : correction_) sum = static_cast<std::int32_t>(0U - static_cast<std::uint32_t>(sum));
}

#define OCTET_PACK_DEPTH_MAJOR(T) \
  template void PackedColumns::pack_depth_major<T>(Strided<T>, std::size_t, std::size_t, InstructionSet, Sign);
#define OCTET_PACK(T)                                                                              \
  template void PackedColumns::pack_rows<T>(Strided<T>, std::size_t, std::size_t, InstructionSet); \
  OCTET_PACK_DEPTH_MAJOR(T)
OCTET_PACK_DEPTH_MAJOR(std::uint8_t)
OCTET_PACK(std::int8_t)
OCTET_PACK(std::int16_t)
OCTET_PACK(std::int32_t)
#undef OCTET_PACK
#undef OCTET_PACK_DEPTH_MAJOR

}  // namespace octet::kernels
