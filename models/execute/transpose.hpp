// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace octet::execute {

/// out[column * out_stride + row] = in[row * in_stride + column] for a rows x columns matrix; strides in elements.
void transpose(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
               std::size_t rows, std::size_t columns);

/// The same on bytes holding elements of 1, 2 or 4 bytes; strides in elements.
void transpose_bytes(const std::uint8_t* in, std::size_t in_stride, std::uint8_t* out, std::size_t out_stride,
                     std::size_t rows, std::size_t columns, std::size_t element_bytes);

}  // namespace octet::execute
