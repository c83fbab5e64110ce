// SPDX-License-Identifier: Apache-2.0
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
  for (std::size_t i = 1; i < kContexts; ++i) contexts_[i].describe(print, banks_.any_single_port());
  for (std::size_t i = 1; i < kContexts; ++i)
    if (contexts_[i].requests) print.add(banks_.conflicts(contexts_[i].use, unit(i)) ? 1 : 0);
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

Progress Timeline::progress() const {
  Progress out{fingerprint(), now_ + skipped_, {}, busy_};
  for (std::size_t i = 1; i < kContexts; ++i) out.next[i] = contexts_[i].next;
  return out;
}

void Timeline::look_for_repetition(std::size_t index) {
  const Progress here = progress();
  std::optional<Repetition> found;
  if (worth_skipping(index)) found = outer_[index].add(here);
  if (found && skip(*found)) {
    for (History& history : outer_) history.clear();
    for (History& history : inner_) history.clear();
    return;
  }
  if (!worth_skipping_inside(index)) return;
  found = inner_[index].add(here);
  if (found && skip(*found))
    for (History& history : inner_) history.clear();
}

bool Timeline::skip(const Repetition& repetition) {
  const std::uint64_t times = times_more(repetition, contexts_);
  if (times == 0) return false;
  for (std::size_t i = 1; i < kContexts; ++i) {
    ContextState& it = contexts_[i];
    if (repetition.steps(i) == 0) continue;
    const Cycle busy = times * (repetition.after.busy[i] - repetition.before.busy[i]);
    it.next += times * repetition.steps(i);
    busy_[i] += busy;
    spans_[it.command].busy += busy;
    if (it.requests) it.prepare_request(banks_);
  }
  skipped_ += times * repetition.cycles();
  return true;
}

}  // namespace octet::sim::estimation
