// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "hw/memory/devices/memory_model.hpp"

namespace octet::hw {

/// No burst crosses a multiple of this address (AXI4).
inline constexpr std::uint64_t kBurstPage = 4096;

/// Bursts of one length, one behind the other.
struct EqualBursts {
  Burst first;
  std::uint64_t count = 0;
};

/// Cuts a run of `bytes` bytes into bursts of at most `longest` bytes, a power of two that divides a page, none across
/// a page's end (docs/machine.md, "Bursts"). `visit` takes EqualBursts; there are at most four.
template <class Visit>
void cut_run(std::uint64_t address, std::uint64_t bytes, std::uint32_t longest, bool is_write, Visit visit) {
  // Behind the first page end every burst starts at a multiple of `longest`, so pages are all alike.
  const std::uint64_t head = address % longest == 0 ? bytes : std::min(bytes, kBurstPage - address % kBurstPage);
  for (const std::uint64_t part : {head, bytes - head}) {
    const std::uint64_t whole = part / longest, rest = part % longest;
    if (whole != 0) visit(EqualBursts{{address, longest, is_write}, whole});
    if (rest != 0) visit(EqualBursts{{address + part - rest, static_cast<std::uint32_t>(rest), is_write}, 1});
    address += part;
  }
}

}  // namespace octet::hw
