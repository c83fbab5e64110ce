// SPDX-License-Identifier: Apache-2.0
#include "tests/compile/token_pairs.hpp"

#include <algorithm>
#include <map>

#include "models/core/error.hpp"
#include "models/program/step.hpp"

namespace octet::test {
namespace {

const program::Token& token_of(const std::vector<program::Command>& commands, const TokenSlot& slot) {
  const program::Command& command = commands[slot.command];
  return slot.is_wait ? command.waits[slot.slot] : command.signals[slot.slot];
}

/// The first step at which the slot takes or gives a token.
std::uint64_t first_step(const std::vector<program::Command>& commands, const TokenSlot& slot) {
  const program::Command& command = commands[slot.command];
  const program::Token& token = token_of(commands, slot);
  std::uint64_t step = 0;
  while (slot.is_wait ? !program::waits_at(command, token, step) : !program::signals_at(command, token, step)) ++step;
  return step;
}

}  // namespace

std::vector<TokenSlot> token_slots(const std::vector<program::Command>& commands) {
  std::vector<TokenSlot> out;
  for (std::size_t i = 0; i < commands.size(); ++i)
    for (std::size_t slot = 0; slot < 8; ++slot) {
      if (commands[i].signals[slot].valid) out.push_back({i, slot, false});
      if (commands[i].waits[slot].valid) out.push_back({i, slot, true});
    }
  return out;
}

std::vector<MatchedPair> matched_pairs(const std::vector<program::Command>& commands) {
  struct Sides {
    std::vector<TokenSlot> signals, waits;
  };
  std::map<std::pair<program::Context, program::Context>, Sides> by_contexts;
  for (const TokenSlot& slot : token_slots(commands)) {
    const program::Context self = commands[slot.command].context, other = token_of(commands, slot).context;
    if (slot.is_wait) {
      by_contexts[{other, self}].waits.push_back(slot);
    } else {
      by_contexts[{self, other}].signals.push_back(slot);
    }
  }
  std::vector<MatchedPair> out;
  for (auto& [contexts, sides] : by_contexts) {
    const auto earlier = [&](const TokenSlot& x, const TokenSlot& y) {
      return std::pair(x.command, first_step(commands, x)) < std::pair(y.command, first_step(commands, y));
    };
    std::stable_sort(sides.signals.begin(), sides.signals.end(), earlier);
    std::stable_sort(sides.waits.begin(), sides.waits.end(), earlier);
    OCTET_CHECK(sides.signals.size() == sides.waits.size(), "as many signals as waits");
    for (std::size_t i = 0; i < sides.signals.size(); ++i) {
      const TokenSlot &signal = sides.signals[i], &wait = sides.waits[i];
      OCTET_CHECK(program::token_total(commands[signal.command], token_of(commands, signal)) ==
                      program::token_total(commands[wait.command], token_of(commands, wait)),
                  "a signal's tokens are one wait's");
      out.push_back({signal, wait});
    }
  }
  return out;
}

void erase(std::vector<program::Command>& commands, const TokenSlot& slot) {
  program::Command& command = commands[slot.command];
  (slot.is_wait ? command.waits[slot.slot] : command.signals[slot.slot]) = {};
}

}  // namespace octet::test
