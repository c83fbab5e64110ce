// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>

namespace octet::report {

/// A power of 1000 with its prefix.
struct SiPrefix {
  double factor;
  const char* text;
};

/// The prefix with which `value` (finite, not negative) is from 1 to below 1000: from nano to giga; none for 0.
inline SiPrefix si_prefix(double value) {
  constexpr std::array<SiPrefix, 7> kPrefixes = {
      {{1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1.0, ""}, {1e-3, "m"}, {1e-6, "u"}, {1e-9, "n"}}};
  if (!(value > 0.0)) return {1.0, ""};
  for (const SiPrefix& prefix : kPrefixes)
    if (value >= 0.99995 * prefix.factor) return prefix;  // four digits round it up
  return kPrefixes.back();
}

/// 0.0006775, "s" -> "677.5 us".
inline std::string si(double value, const char* unit) {
  const SiPrefix prefix = si_prefix(value);
  return fmt::format("{:.4g} {}{}", value / prefix.factor, prefix.text, unit);
}

}  // namespace octet::report
