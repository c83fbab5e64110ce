// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "models/program/program.hpp"

namespace octet::test {

/// A token slot: waits or signals of one command.
struct TokenSlot {
  std::size_t command = 0, slot = 0;
  bool is_wait = false;
};

/// A slot of signals and the slot of waits that takes its tokens.
struct MatchedPair {
  TokenSlot signal, wait;
};

/// All slots in use.
std::vector<TokenSlot> token_slots(const std::vector<program::Command>& commands);

/// Matches slots of every two contexts in order of their tokens; throws `InternalError` when counts do not match slot
/// by slot.
std::vector<MatchedPair> matched_pairs(const std::vector<program::Command>& commands);

/// Makes a slot unused.
void erase(std::vector<program::Command>& commands, const TokenSlot& slot);

}  // namespace octet::test
