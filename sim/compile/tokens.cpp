// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/tokens.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "models/core/error.hpp"

namespace octet::sim {

using program::Command;
using program::Period;

namespace {

constexpr std::int64_t kMostTokens = 255;  // of a counter, and of a skip
constexpr std::uint32_t kSamples = 64;
constexpr std::uint32_t kStepsAReport = 4096;

struct Conflict {
  std::uint32_t producer_step = 0, consumer_step = 0;
};
using Conflicts = std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Conflict>>;  // by (producer, consumer)

std::int64_t period_count(const Command& command, Period period) {
  return period == Period::command ? 1
         : period == Period::outer ? command.count0
                                   : std::int64_t{command.count0} * command.count1;
}
std::int64_t period_of(const Command& command, Period period, std::uint32_t step) {
  return period == Period::command ? 0 : period == Period::outer ? step / command.count1 : step;
}
std::uint32_t first_step(const Command& command, Period period, std::uint32_t index) {
  return period == Period::command ? 0 : period == Period::outer ? index * command.count1 : index;
}
std::uint32_t last_step(const Command& command, Period period, std::uint32_t index) {
  if (period == Period::command) return static_cast<std::uint32_t>(period_count(command, Period::step)) - 1;
  return period == Period::outer ? (index + 1) * command.count1 - 1 : index;
}

/// Periods that differ for this command.
std::vector<Period> periods(const Command& command) {
  std::vector<Period> out{Period::command};
  if (command.count0 > 1 && command.count1 > 1) out.push_back(Period::outer);
  if (command.count0 > 1 || command.count1 > 1) out.push_back(Period::step);
  return out;
}

class Chooser {
 public:
  Chooser(const std::vector<Command>& commands, const Sequence& sequence, const Conflicts& conflicts)
      : commands_(commands), sequence_(sequence), conflicts_(conflicts) {}

  /// The pair that holds the consumer back least; with `once_signalled` (`once_awaited`) that side has period command.
  TokenPair choose(std::uint32_t producer, std::uint32_t consumer, bool once_signalled, bool once_awaited) const {
    std::optional<TokenPair> best;
    std::uint64_t best_cost = 0;
    for (const Period signal : periods(commands_[producer]))
      for (const Period wait : periods(commands_[consumer])) {
        if ((once_signalled && signal != Period::command) || (once_awaited && wait != Period::command)) continue;
        const auto pair = fit(producer, consumer, signal, wait);
        if (!pair) continue;
        const std::uint64_t here = cost(*pair);
        if (best && (best_cost < here || (best_cost == here && best->count <= pair->count))) continue;
        best = pair;
        best_cost = here;
      }
    if (!best) throw TokenLimit{producer, consumer, "a counter holds " + std::to_string(kMostTokens) + " tokens"};
    return *best;
  }

 private:
  /// The largest skip of these periods that covers every conflict.
  std::optional<TokenPair> fit(std::uint32_t producer, std::uint32_t consumer, Period signal, Period wait) const {
    const Command &from = commands_[producer], &to = commands_[consumer];
    const std::int64_t signals = period_count(from, signal), waits = period_count(to, wait);
    std::int64_t skip = std::min(kMostTokens, waits - 1);
    for (const Conflict& it : conflicts_.at({producer, consumer}))
      skip = std::min(skip, period_of(to, wait, it.consumer_step) - period_of(from, signal, it.producer_step));
    skip = std::min(skip, kMostTokens - signals + waits);  // the producer's skip is a byte too
    const std::int64_t signal_skip = signals - waits + skip;
    if (skip < 0 || signal_skip < 0) return std::nullopt;
    TokenPair pair{producer,
                   consumer,
                   signal,
                   wait,
                   static_cast<std::uint32_t>(signal_skip),
                   static_cast<std::uint32_t>(skip),
                   static_cast<std::uint32_t>(waits - skip)};
    if (sequence_.group_of(producer) != sequence_.group_of(consumer)) {
      // Nothing holds the producer back: every token may be there at once.
      return pair.count > kMostTokens ? std::nullopt : std::optional(pair);
    }
    if (pair.count > kMostTokens && !conflicts_.contains({consumer, producer})) return std::nullopt;
    for (std::uint32_t n = 0; n < pair.count; ++n)
      if (sequence_.find(producer, pair.signal_step(commands_, n)) >
          sequence_.find(consumer, pair.wait_step(commands_, n)))
        return std::nullopt;  // would deadlock
    return pair;
  }

  /// Producer steps that must be over before a consumer step may start, added up over a sample of the steps.
  std::uint64_t cost(const TokenPair& pair) const {
    const Command& to = commands_[pair.consumer];
    const std::uint32_t steps = sequence_.steps(pair.consumer), samples = std::min(steps, kSamples);
    std::uint64_t out = 0;
    for (std::uint32_t i = 0; i < samples; ++i) {
      const auto step = static_cast<std::uint32_t>(std::uint64_t{i} * (steps - 1) / std::max(1U, samples - 1));
      const std::int64_t n = period_of(to, pair.wait_period, step) - pair.wait_skip;
      if (n >= 0) out += pair.signal_step(commands_, static_cast<std::uint32_t>(n)) + 1;
    }
    return out;
  }

  const std::vector<Command>& commands_;
  const Sequence& sequence_;
  const Conflicts& conflicts_;
};

/// Appends the pairs of one producer context and one consumer context, `chain` sorted by (producer, consumer).
void choose_chain(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& chain, const Chooser& chooser,
                  const Progress& progress, std::vector<TokenPair>& out) {
  // Crossed by a pair with a later producer and an earlier consumer: implied, because contexts keep their order.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> nested;
  std::uint32_t least_consumer = std::numeric_limits<std::uint32_t>::max(), least_later = least_consumer;
  for (std::size_t i = chain.size(); i-- > 0;) {
    if (i + 1 == chain.size() || chain[i].first != chain[i + 1].first) least_later = least_consumer;
    if (chain[i].second <= least_later) nested.push_back(chain[i]);
    least_consumer = std::min(least_consumer, chain[i].second);
  }
  std::reverse(nested.begin(), nested.end());

  const std::size_t start = out.size();
  std::uint64_t done = 0;
  for (const auto& [producer, consumer] : nested) {
    tell(progress, done++, nested.size());
    bool once_signalled = false;
    if (out.size() > start && out.back().producer == producer) {
      // The consumer before waited for all of the producer, or this one's token must come after all of that one's.
      if (out.back().signal_skip == 0) continue;
      once_signalled = true;
    }
    const TokenPair pair = chooser.choose(producer, consumer, once_signalled, false);
    while (out.size() > start && out.back().consumer == consumer) {
      if (pair.wait_skip == 0) {
        out.pop_back();  // the first wait of this pair is for a later command of the producer's context
        continue;
      }
      TokenPair& before = out.back();
      const bool once = out.size() > start + 1 && out[out.size() - 2].producer == before.producer;
      before = chooser.choose(before.producer, consumer, once, true);
      while (out.size() > start + 1 && out[out.size() - 2].consumer == consumer) out.erase(out.end() - 2);
      break;
    }
    out.push_back(pair);
  }
}

}  // namespace

std::uint32_t TokenPair::signal_step(const std::vector<Command>& commands, std::uint32_t n) const {
  return last_step(commands[producer], signal_period, n);
}

std::uint32_t TokenPair::wait_step(const std::vector<Command>& commands, std::uint32_t n) const {
  return first_step(commands[consumer], wait_period, n + wait_skip);
}

std::vector<TokenPair> choose_tokens(const std::vector<Command>& commands, const Sequence& sequence,
                                     const std::vector<std::vector<Requirement>>& dependences,
                                     const Progress& progress) {
  Conflicts conflicts;
  for (std::uint32_t now = 0; now < sequence.size(); ++now) {
    if (now % kStepsAReport == 0) tell(progress, 0, sequence.size());
    for (const Requirement& it : dependences[now]) {
      const Sequence::Entry &from = sequence.at(it.sequence), &to = sequence.at(now);
      conflicts[{from.command, to.command}].push_back({from.index, to.index});
    }
  }
  using Chain = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  std::array<std::array<Chain, program::kContextCount>, program::kContextCount> chains;
  for (const auto& [pair, unused] : conflicts)
    chains[static_cast<std::size_t>(commands[pair.first].context)]
          [static_cast<std::size_t>(commands[pair.second].context)]
              .push_back(pair);
  const Chooser chooser(commands, sequence, conflicts);
  std::vector<TokenPair> out;
  std::uint64_t done = 0;
  for (const auto& row : chains)
    for (const Chain& chain : row)
      choose_chain(chain, chooser, part_of(progress, done++, chains.size() * row.size()), out);
  return out;
}

void set_tokens(std::vector<Command>& commands, const std::vector<TokenPair>& pairs) {
  const auto put = [](std::array<program::Token, 8>& slots, const program::Token& token, const TokenPair& pair) {
    const auto slot = std::find_if(slots.begin(), slots.end(), [](const program::Token& it) { return !it.valid; });
    if (slot == slots.end()) throw TokenLimit{pair.producer, pair.consumer, "a command has 8 slots for tokens"};
    *slot = token;
  };
  for (const TokenPair& it : pairs) {
    Command &producer = commands[it.producer], &consumer = commands[it.consumer];
    put(producer.signals, {true, consumer.context, it.signal_period, static_cast<std::uint8_t>(it.signal_skip)}, it);
    put(consumer.waits, {true, producer.context, it.wait_period, static_cast<std::uint8_t>(it.wait_skip)}, it);
  }
}

}  // namespace octet::sim
