// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "hw/cosim/rtl_model.hpp"

namespace octet::test {

inline void clear(rtl::RtlPort port) { std::fill(port.bytes().begin(), port.bytes().end(), std::uint8_t{0}); }

/// Sets bits [first, first + count) of a wide port, which were zero; count up to 57.
inline void put(rtl::RtlPort port, std::size_t first, std::size_t count, std::uint64_t value) {
  value = (value & ((std::uint64_t{1} << count) - 1)) << (first % 8);
  for (std::size_t byte = first / 8; value != 0; ++byte, value >>= 8)
    port.bytes()[byte] = static_cast<std::uint8_t>(port.bytes()[byte] | (value & 0xff));
}

}  // namespace octet::test
