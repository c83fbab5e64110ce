// SPDX-License-Identifier: Apache-2.0
// Loops that have become steady.
#include "sim/estimate/burst_cuts.hpp"
#include "sim/estimate/timeline.hpp"

namespace octet::sim::estimation {
namespace {

// Iterations of a loop below which it is walked.
constexpr std::uint32_t kFewestIterations = 8, kFewestInside = 24;

}  // namespace

bool Timeline::worth_skipping(std::size_t index) const {
  const ContextState& it = contexts_[index];
  return it.step.i1 == 0 && it.current->count0 >= kFewestIterations;
}

bool Timeline::worth_skipping_inside(std::size_t index) const {
  return contexts_[index].current->count1 >= kFewestInside;
}

std::uint64_t Timeline::fingerprint() const {
  Fingerprint print(now_);
  for (std::size_t i = 1; i < kContexts; ++i) contexts_[i].describe(print);
  supply_.describe(print);
  port_.describe(print);
  for (const auto& [producer, consumer] : token_pairs_)
    print.add(static_cast<std::uint64_t>(tokens_[producer][consumer]));
  for (const Cycle cycle : last_finish_) print.add_cycle(cycle);
  for (const hw::Transposer& it : transposers_) {
    print.add_cycle(it.drained_last);
    print.add_cycle(it.drained_before);
  }
  print.add_cycle(drain_end_);
  return print.value();
}

Progress Timeline::progress() {
  Progress out{fingerprint(), now_ + skipped_, {}, {}, busy_, meetings_.mark()};
  for (std::size_t i = 1; i < kContexts; ++i) {
    out.next[i] = contexts_[i].next;
    out.unfinished[i] = static_cast<std::uint32_t>(contexts_[i].unfinished.size());
  }
  return out;
}

std::uint64_t Timeline::times_more(const Repetition& repetition, std::uint64_t most) {
  if (!meetings_.knows(repetition.before.meetings)) return 0;
  std::uint64_t times = most;
  for (std::size_t i = 1; i < kContexts && times > 0; ++i) {
    if (!hw::uses_memory_port(static_cast<program::Context>(i))) continue;
    for (std::uint64_t step = repetition.before.next[i]; step < repetition.after.next[i] && times > 0; ++step)
      times = times_cut_alike(*contexts_[i].current, step, repetition.steps(i), times, architecture_.memory);
  }
  return times == 0 ? 0 : meetings_.times_alike(repetition, contexts_, banks_, times);
}

bool Timeline::skip_longest(History& history, const Progress& here) {
  if (!history.may_compare(steps_walked_)) return false;
  const std::uint64_t work = meetings_.work();
  Repetition longest;
  std::uint64_t times = 0;
  for (auto it = history.past().rbegin(); it != history.past().rend(); ++it) {
    if (it->fingerprint != here.fingerprint) continue;
    const Repetition candidate{*it, here};
    const std::uint64_t most = times_regular(candidate, contexts_);
    if (most == 0) continue;
    const std::uint64_t more = times_more(candidate, most);
    if (more * candidate.cycles() > times * longest.cycles()) {
      longest = candidate;
      times = more;
    }
    // Nothing but the loops' ends is in the way: a longer one leads no further.
    if (more == most) break;
  }
  if (times == 0) {
    history.pay(steps_walked_, meetings_.work() - work);
    return false;
  }
  skip(longest, times);
  return true;
}

void Timeline::look_for_repetition(std::size_t index) {
  const ContextState& it = contexts_[index];
  // The step granted is the one before the next.
  const bool outer = worth_skipping(index) && outer_[index].is_due(it.command, it.step.i0);
  const bool inner = worth_skipping_inside(index) && inner_[index].is_due(it.command, it.next - 1);
  if (!outer && !inner) return;
  const Progress here = progress();
  if (outer) {
    if (skip_longest(outer_[index], here)) {
      for (History& history : outer_) history.clear();
      for (History& history : inner_) history.clear();
      return;
    }
    outer_[index].add(here);
  }
  if (!inner) return;
  if (skip_longest(inner_[index], here))
    for (History& history : inner_) history.clear();
  else
    inner_[index].add(here);
}

void Timeline::skip(const Repetition& repetition, std::uint64_t times) {
  for (std::size_t i = 1; i < kContexts; ++i) {
    if (repetition.steps(i) == 0) continue;
    const Cycle busy = times * (repetition.after.busy[i] - repetition.before.busy[i]);
    busy_[i] += busy;
    spans_[contexts_[i].command].busy += busy;
    contexts_[i].skip(times * repetition.steps(i), banks_);
  }
  meetings_.repeat(repetition, times);
  skipped_ += times * repetition.cycles();
}

}  // namespace octet::sim::estimation
