// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace octet {

/// For messages about a word nobody knows: `; did you mean X?` with the known word that it begins, or of the fewest
/// changed characters; nothing when none is near (more than half of the longer word differs).
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

/// For messages about a number that breaks a rule beside its range (it does not divide something, is no multiple or no
/// power of two): `; did you mean 4 or 8?` with the nearest numbers from `low` to `high` that keep it, the nearer one
/// first; nothing when there is none.
std::string did_you_mean_number(std::uint64_t got, std::uint64_t low, std::uint64_t high,
                                const std::function<bool(std::uint64_t)>& keeps_rule);

/// The same for a number that has to divide `whole` (at least 1), and be `most` at most.
std::string did_you_mean_divisor(std::uint64_t got, std::uint64_t whole, std::uint64_t most);

}  // namespace octet
