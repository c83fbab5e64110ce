// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/steady_state.hpp"

#include <algorithm>

namespace octet::sim::estimation {
namespace {

constexpr std::size_t kLongestPeriod = 8;  // points of a history
constexpr std::uint64_t kFruitlessLooks = 16, kRarest = 32;

/// Steps [begin, end) of a command that differ from each other only in their addresses.
struct Regular {
  std::uint64_t begin, end;
};

/// Leaves out the steps of tokens that are skipped; `whole`: tokens of period outer count too.
void leave_out_skipped_tokens(const program::Command& command, bool whole, Regular& out) {
  const auto skipped = [&](const program::Token& token) -> std::uint64_t {
    if (!token.valid || token.period == program::Period::command) return 0;
    if (token.period == program::Period::step) return token.skip;
    return whole ? std::uint64_t{token.skip} * command.count1 : 0;
  };
  const std::uint64_t steps = program::step_count(command);
  for (const program::Token& token : command.waits) out.begin = std::max(out.begin, skipped(token));
  for (const program::Token& token : command.signals)
    out.end = std::min(out.end, steps - std::min(steps, skipped(token)));
}

/// Within one iteration of i0, the one that holds `step`: all but its first step, which may wait for tokens of period
/// outer, and its last, whose rows and tokens differ.
Regular regular_inside(const program::Command& command, std::uint64_t step) {
  const std::uint64_t i0 = step / command.count1;
  Regular out{i0 * command.count1 + 1, (i0 + 1) * command.count1 - 1};
  leave_out_skipped_tokens(command, false, out);
  return out;
}

/// Whole iterations of i0: all but the last, whose columns may differ, and those with skipped tokens.
Regular regular_iterations(const program::Command& command) {
  const bool waits_once = std::any_of(command.waits.begin(), command.waits.end(), [](const program::Token& token) {
    return token.valid && token.period == program::Period::command;
  });
  Regular out{waits_once ? std::uint64_t{1} : 0, (std::uint64_t{command.count0} - 1) * command.count1};
  leave_out_skipped_tokens(command, true, out);
  return out;
}

}  // namespace

bool History::is_due(std::uint32_t command, std::uint64_t iteration) {
  if (command != command_) {
    clear();
    command_ = command;
  }
  if (iteration % every_ != 0) return false;
  if (++fruitless_ > kFruitlessLooks && every_ < kRarest) {
    every_ *= 2;
    fruitless_ = 0;
  }
  return true;
}

void History::clear() {
  past_.clear();
  every_ = 1;
  fruitless_ = paid_at_ = 0;
}

void History::add(const Progress& now) {
  if (past_.size() == kLongestPeriod) past_.erase(past_.begin());
  past_.push_back(now);
}

std::uint64_t times_regular(const Repetition& repetition, const Contexts& contexts) {
  std::uint64_t times = ~std::uint64_t{0};
  for (std::size_t i = 1; i < kContexts; ++i) {
    const std::uint64_t steps = repetition.steps(i), first = repetition.before.next[i], next = repetition.after.next[i];
    if (steps == 0) continue;
    const program::Command& command = *contexts[i].current;
    const bool whole = steps % command.count1 == 0;
    const Regular regular = whole ? regular_iterations(command) : regular_inside(command, next - 1);
    // A step requested at the end has its banks and tokens looked at, too.
    const std::uint64_t looked_at = next + (contexts[i].requests ? 1 : 0);
    if (first < regular.begin || regular.end < looked_at) return 0;
    // Nor may a step that was under way at the beginning give the tokens of an iteration's end.
    if (!whole && first - repetition.before.unfinished[i] + 1 < regular.begin) return 0;
    times = std::min(times, (regular.end - looked_at) / steps);
  }
  return times;
}

}  // namespace octet::sim::estimation
