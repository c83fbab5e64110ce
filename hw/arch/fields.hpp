// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>

#include "hw/arch/architecture.hpp"

namespace octet::arch {

inline constexpr std::uint64_t kLeastBuffer = 64, kLargestBuffer = std::uint64_t{1} << 30;  ///< bytes

/// What a field of the file may hold besides its range.
enum class Rule { any, power_of_two, memory_kind };

/// One key of the architecture file: the one table that reading, checking and writing walk.
struct Field {
  using Slot = std::variant<std::string*, bool*, int*, std::uint32_t*, std::uint64_t*>;

  const char* path;             ///< `/array/rows`
  Slot (*slot)(Architecture&);  ///< where its value lives
  std::uint64_t low, high;      ///< range of an integer; unused for text and flags
  Rule rule;
  bool is_optional = false;  ///< a file may leave it out, and then it is 0
};

/// Every key, in the order in which files show them.
std::span<const Field> fields();

}  // namespace octet::arch
