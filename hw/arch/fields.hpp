// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <variant>

#include "hw/arch/architecture.hpp"

namespace octet::arch {

inline constexpr std::uint64_t kLeastBuffer = 64, kLargestBuffer = std::uint64_t{1} << 30;  ///< bytes

/// What a field of the file may hold besides its range.
enum class Rule { any, power_of_two };

/// One key of the architecture file: the one table that reading, checking and writing walk.
struct Field {
  using Slot = std::variant<std::string*, bool*, int*, std::uint32_t*, std::uint64_t*, hw::MemoryDevice*>;

  std::string path;                         ///< `/array/rows`
  std::function<Slot(Architecture&)> slot;  ///< where its value lives
  std::uint64_t low, high;                  ///< range of an integer; unused for text and flags
  Rule rule;
  bool is_optional = false;  ///< a file may leave it out, and then it is 0
  // Of a kind of memory:
  const hw::MemoryKind* kind = nullptr;  ///< only a machine with such a memory has the key
  std::span<const char* const> names{};  ///< the words of a choice; their index is the value

  bool is_of(const Architecture& architecture) const {
    return kind == nullptr || kind == &architecture.memory.device.kind();
  }
};

/// Every key, in the order in which files show them; of kinds of memory all of them, behind `memory.kind`.
std::span<const Field> fields();

}  // namespace octet::arch
