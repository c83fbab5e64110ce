// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace octet::kernels {

/// Work of one panel kernel. Operands are 32-bit words, each holding the consecutive k that one lane of a dot-product
/// instruction takes: four bytes for VNNI (the row operand unsigned), two 16-bit integers for all others.
struct PanelCall {
  const std::uint32_t* a;      ///< word of (row, group) at row * a_row + group * a_group
  std::size_t a_row, a_group;  ///< strides in words
  const std::uint32_t* b;      ///< [groups][width], width whole vectors, aligned to 64 bytes
  std::size_t groups;          ///< words along k
  const std::int32_t* start;   ///< what the sums start from, one a column; null: what `out` holds
  std::int32_t* out;           ///< sum of (row, column) at row * out_row + column
  std::size_t out_row;
  std::size_t rows, columns;  ///< columns <= width; those beyond are not written
  std::size_t vectors;        ///< width / lanes, 1..the kernel's most
};

/// out = start + a x b over all rows of a and one panel of columns, modulo 2^32.
using PanelKernel = void (*)(const PanelCall&);

/// One instruction set's kernel, and the shape of its panels.
struct PanelFormat {
  PanelKernel kernel;
  std::size_t lanes;         ///< columns a vector
  std::size_t most_vectors;  ///< vectors of the widest panel
  std::size_t depth;         ///< k a word: 4 (bytes) or 2 (16-bit integers)
};

void multiply_panel_portable(const PanelCall& call);
#if defined(__x86_64__)
void multiply_panel_sse2(const PanelCall& call);
void multiply_panel_avx2(const PanelCall& call);
void multiply_panel_avx512(const PanelCall& call);
void multiply_panel_vnni(const PanelCall& call);
#endif

}  // namespace octet::kernels
