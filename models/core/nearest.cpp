// SPDX-License-Identifier: Apache-2.0
#include "models/core/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace octet {
namespace {

constexpr std::size_t kLongest = 100;  // a longer word is no misspelling

/// Insertions, deletions and replacements that make one word the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::string* best = nullptr;
  std::size_t least = 0;
  if (word.size() > kLongest) return {};
  for (const std::string& candidate : known) {
    // A word cut short is the likeliest mistake.
    const bool is_start = word.size() > 2 && candidate.starts_with(word);
    const std::size_t changes = is_start ? 1 : distance(word, candidate);
    if (2 * changes > std::max(word.size(), candidate.size()) || (best != nullptr && changes >= least)) continue;
    best = &candidate;
    least = changes;
  }
  return best == nullptr ? std::string() : "; did you mean " + *best + "?";
}

std::string did_you_mean_number(std::uint64_t got, std::uint64_t low, std::uint64_t high,
                                const std::function<bool(std::uint64_t)>& keeps_rule) {
  std::optional<std::uint64_t> below, above;
  for (std::uint64_t at = std::min(got, high + 1); at > low && !below; --at)
    if (keeps_rule(at - 1)) below = at - 1;
  for (std::uint64_t at = std::max(got + 1, low); at <= high && !above; ++at)
    if (keeps_rule(at)) above = at;
  if (!below) below.swap(above);
  if (!below) return {};
  if (above && *above - got < got - *below) below.swap(above);
  return "; did you mean " + std::to_string(*below) + (above ? " or " + std::to_string(*above) : "") + "?";
}

std::string did_you_mean_divisor(std::uint64_t got, std::uint64_t whole, std::uint64_t most) {
  return did_you_mean_number(got, 1, std::min(whole, most), [&](std::uint64_t at) { return whole % at == 0; });
}

}  // namespace octet
