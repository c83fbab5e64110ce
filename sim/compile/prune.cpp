// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>

#include "models/core/error.hpp"
#include "sim/compile/tokens.hpp"

namespace octet::sim {

using program::Command;

namespace {

/// What has surely finished before a step starts: by context, how many of its steps.
using Clock = std::array<std::uint32_t, program::kContextCount>;

/// Clocks of all steps under the pairs that are left. Leaving a pair out recomputes only what it changes: a change
/// spreads along contexts and tokens, and dies out where another path says the same.
class Clocks {
 public:
  Clocks(const std::vector<Command>& commands, const Sequence& sequence,
         const std::vector<std::vector<Requirement>>& dependences, const std::vector<TokenPair>& pairs,
         const Progress& progress)
      : commands_(commands),
        sequence_(sequence),
        dependences_(dependences),
        clocks_(sequence.size()),
        next_(sequence.size(), kNone),
        before_(sequence.size(), kNone),
        incoming_(sequence.size()),
        outgoing_(sequence.size()),
        is_left_(pairs.size(), true),
        waits_(pairs.size()) {
    std::array<std::uint32_t, program::kContextCount> last;
    last.fill(kNone);
    for (std::uint32_t step = 0; step < sequence.size(); ++step) {
      std::uint32_t& before = last[context_of(step)];
      before_[step] = before;
      if (before != kNone) next_[before] = step;
      before = step;
    }
    for (std::uint32_t i = 0; i < pairs.size(); ++i) {
      tell(progress, 0, pairs.size());
      for (std::uint32_t n = 0; n < pairs[i].count; ++n) {
        const std::uint32_t from = sequence.find(pairs[i].producer, pairs[i].signal_step(commands, n));
        const std::uint32_t to = sequence.find(pairs[i].consumer, pairs[i].wait_step(commands, n));
        incoming_[to].push_back({from, i});
        outgoing_[from].push_back({to, i});
        waits_[i].push_back(to);
      }
    }
    for (std::uint32_t step = 0; step < sequence.size(); ++step) {
      if (step % kStepsAReport == 0) tell(progress, 0, pairs.size());
      clocks_[step] = compute(step);
      OCTET_CHECK(satisfies(step, clocks_[step]), "tokens order command " + std::to_string(sequence.at(step).command));
    }
  }

  /// Leaves the pair out if every dependence stays ordered.
  bool drop(std::uint32_t pair, const Progress& progress) {
    is_left_[pair] = false;
    std::vector<std::pair<std::uint32_t, Clock>> undo;
    std::set<std::uint32_t> changed(waits_[pair].begin(), waits_[pair].end());
    for (std::uint32_t visited = 0; !changed.empty(); ++visited) {
      if (visited % kStepsAReport == 0) tell(progress, pair, is_left_.size());
      const std::uint32_t step = *changed.begin();
      changed.erase(changed.begin());
      const Clock clock = compute(step);
      if (clock == clocks_[step]) continue;
      undo.emplace_back(step, clocks_[step]);
      clocks_[step] = clock;
      if (!satisfies(step, clock)) {
        for (auto it = undo.rbegin(); it != undo.rend(); ++it) clocks_[it->first] = it->second;
        is_left_[pair] = true;
        return false;
      }
      if (next_[step] != kNone) changed.insert(next_[step]);
      for (const Edge& edge : outgoing_[step])
        if (is_left_[edge.pair]) changed.insert(edge.step);
    }
    return true;
  }

 private:
  static constexpr std::uint32_t kNone = ~0U;
  static constexpr std::uint32_t kStepsAReport = 1024;
  struct Edge {
    std::uint32_t step, pair;
  };

  std::size_t context_of(std::uint32_t step) const {
    return static_cast<std::size_t>(commands_[sequence_.at(step).command].context);
  }

  Clock compute(std::uint32_t step) const {
    Clock clock = before_[step] == kNone ? Clock{} : clocks_[before_[step]];
    for (const Edge& edge : incoming_[step]) {
      if (!is_left_[edge.pair]) continue;
      const Clock& from = clocks_[edge.step];
      for (std::size_t i = 0; i < clock.size(); ++i) clock[i] = std::max(clock[i], from[i]);
      std::uint32_t& done = clock[context_of(edge.step)];
      done = std::max(done, sequence_.ordinal(edge.step) + 1);
    }
    return clock;
  }

  bool satisfies(std::uint32_t step, const Clock& clock) const {
    return std::all_of(dependences_[step].begin(), dependences_[step].end(),
                       [&](const Requirement& it) { return clock[it.context] > it.ordinal; });
  }

  const std::vector<Command>& commands_;
  const Sequence& sequence_;
  const std::vector<std::vector<Requirement>>& dependences_;
  std::vector<Clock> clocks_;
  std::vector<std::uint32_t> next_, before_;  ///< in the same context
  std::vector<std::vector<Edge>> incoming_, outgoing_;
  std::vector<bool> is_left_;                      ///< by pair
  std::vector<std::vector<std::uint32_t>> waits_;  ///< by pair
};

}  // namespace

std::vector<TokenPair> drop_redundant(const std::vector<Command>& commands, const Sequence& sequence,
                                      const std::vector<std::vector<Requirement>>& dependences,
                                      std::vector<TokenPair> pairs, const Progress& progress) {
  const auto distance = [](const TokenPair& it) {
    return it.producer < it.consumer ? it.consumer - it.producer : it.producer - it.consumer;
  };
  std::stable_sort(pairs.begin(), pairs.end(),
                   [&](const TokenPair& x, const TokenPair& y) { return distance(x) > distance(y); });
  Clocks clocks(commands, sequence, dependences, pairs, progress);
  std::vector<TokenPair> out;
  for (std::uint32_t i = 0; i < pairs.size(); ++i)
    if (!clocks.drop(i, progress)) out.push_back(pairs[i]);
  return out;
}

}  // namespace octet::sim
