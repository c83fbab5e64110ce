// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace octet {

/// Told how many of how many parts of a long piece of work are done. Work that may take longer than a few milliseconds
/// calls it that often, also when nothing more is done, because it may throw, or end the process: that is how the
/// user ends the work. So whoever calls it leaves nothing half done behind. May be empty: call it through `tell`.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

inline void tell(const Progress& progress, std::uint64_t done, std::uint64_t total) {
  if (progress) progress(done, total);
}

/// The progress of part `index` of `count` equally long parts.
inline Progress part_of(const Progress& progress, std::uint64_t index, std::uint64_t count) {
  if (!progress) return {};
  return [progress, index, count](std::uint64_t done, std::uint64_t total) {
    progress(index * total + done, count * total);
  };
}

}  // namespace octet
