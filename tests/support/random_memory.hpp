// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/memory/devices/kinds.hpp"
#include "tests/support/random_source.hpp"

namespace octet::test {

/// Banks with open rows: few or many, small rows, every address mapping, quick and slow.
inline hw::MemoryDevice random_banked_memory(RandomSource& random) {
  hw::MemoryDevice it(*hw::find_memory_kind("banked"));
  const auto number = [&](std::int64_t low, std::int64_t high) {
    return static_cast<std::uint64_t>(random.between(low, high));
  };
  it.set("banks", std::uint64_t{1} << number(0, 4)).set("row_bytes", std::uint64_t{256} << number(0, 3));
  it.set("address_mapping", number(0, 1)).set("overhead_cycles", number(1, 40)).set("column_cycles", number(1, 20));
  return it.set("activate_cycles", number(1, 30)).set("precharge_cycles", number(1, 30));
}

}  // namespace octet::test
