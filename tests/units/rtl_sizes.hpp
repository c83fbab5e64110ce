// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace octet::test {

/// Whether the sizes of `scripts/test --full` are meant (environment OCTET_RTL_SIZES=full), whose gates
/// octet_rtl_full_models builds.
inline bool full_sizes() {
  const char* text = std::getenv("OCTET_RTL_SIZES");
  return text != nullptr && std::string(text) == "full";
}

/// Gates of one unit: array rows, and lanes (columns for the array).
struct UnitSize {
  std::uint32_t rows, lanes;
};

/// Sizes that rtl/CMakeLists.txt builds of every unit beside the array: rows of 4, 8 and 16 by default, of 8, 16 and 32
/// in full; lanes that divide the rows and lanes that do not. `sixteen`: lanes of octet-16.
inline std::vector<UnitSize> unit_sizes(std::uint32_t sixteen) {
  if (full_sizes()) return {{8, 8}, {16, 5}, {32, 16}};
  return {{4, 4}, {8, 3}, {16, sixteen}};
}

/// Values to compare at each size.
inline constexpr std::uint64_t kValuesASize = 1'000'000;

}  // namespace octet::test
