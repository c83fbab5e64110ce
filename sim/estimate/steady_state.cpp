// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/steady_state.hpp"

#include <algorithm>

namespace octet::sim::estimation {
namespace {

constexpr std::size_t kLongestPeriod = 8;  // points of a history

/// Steps [begin, end) of a command that differ from each other only in their addresses.
struct Regular {
  std::uint64_t begin, end;
};

/// Within one iteration of i0, the one that holds `step`: all but its first step, which may wait for tokens of period
/// outer, and its last, whose rows and tokens differ.
Regular regular_inside(const program::Command& command, std::uint64_t step) {
  const std::uint64_t i0 = step / command.count1;
  return {i0 * command.count1 + 1, (i0 + 1) * command.count1 - 1};
}

/// Whole iterations of i0: all but the last, whose columns may differ, and those with skipped tokens.
Regular regular_iterations(const program::Command& command) {
  const std::uint64_t count0 = command.count0, count1 = command.count1, steps = count0 * count1;
  Regular out{0, (count0 - 1) * count1};
  for (const program::Token& token : command.waits) {
    if (!token.valid) continue;
    if (token.period == program::Period::outer) out.begin = std::max(out.begin, token.skip * count1);
    if (token.period == program::Period::step) out.begin = std::max<std::uint64_t>(out.begin, token.skip);
    if (token.period == program::Period::command) out.begin = std::max<std::uint64_t>(out.begin, 1);
  }
  for (const program::Token& token : command.signals) {
    if (!token.valid) continue;
    const std::uint64_t skipped = token.period == program::Period::outer  ? token.skip * count1
                                  : token.period == program::Period::step ? token.skip
                                                                          : 0;
    out.end = std::min(out.end, steps - std::min(steps, skipped));
  }
  return out;
}

}  // namespace

std::optional<Repetition> History::add(const Progress& now) {
  std::optional<Repetition> found;
  const auto same =
      std::find_if(past_.rbegin(), past_.rend(), [&](const Progress& it) { return it.fingerprint == now.fingerprint; });
  if (same != past_.rend()) found = Repetition{*same, now};
  if (past_.size() == kLongestPeriod) past_.erase(past_.begin());
  past_.push_back(now);
  return found;
}

std::uint64_t times_more(const Repetition& repetition, const std::array<ContextState, kContexts>& contexts) {
  std::uint64_t times = ~std::uint64_t{0};
  for (std::size_t i = 1; i < kContexts; ++i) {
    const std::uint64_t steps = repetition.steps(i), first = repetition.before.next[i], next = repetition.after.next[i];
    if (steps == 0) continue;
    const program::Command& command = *contexts[i].current;
    const Regular regular =
        steps % command.count1 == 0 ? regular_iterations(command) : regular_inside(command, next - 1);
    if (first < regular.begin || regular.end < next) return 0;
    times = std::min(times, (regular.end - next) / steps);
  }
  return times;
}

}  // namespace octet::sim::estimation
