// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "models/program/program.hpp"
#include "sim/estimate/bank_ports.hpp"
#include "sim/estimate/fingerprint.hpp"
#include "sim/estimate/step_time.hpp"

namespace octet::sim::estimation {

inline constexpr std::size_t kContexts = program::kContextCount;

/// Tokens present, by [producer][consumer].
using Tokens = std::array<std::array<std::int64_t, kContexts>, kContexts>;

/// A granted step whose results are not yet written.
struct UnfinishedStep {
  Cycle over_at = 0;  ///< first cycle in which its results and tokens count
  const program::Command* command = nullptr;
  std::uint64_t index = 0;
  std::uint32_t i0 = 0, i1 = 0;
  BankUse use;
};

/// Adds the tokens that a step of context `self` gives when it is over.
void give_tokens(const UnfinishedStep& step, std::size_t self, Tokens& tokens);

/// A context between two events: its commands, the step it requests, the steps it has unfinished. Cycles are those in
/// which an event's effect is first seen (docs/machine.md, "Life of a step"); `kNever` for none.
struct ContextState {
  std::vector<std::uint32_t> commands;  ///< all of this context, in order
  std::size_t dispatched = 0, loaded = 0;
  const program::Command* current = nullptr;
  std::uint32_t command = 0;  ///< index of `current` in the program
  std::uint64_t steps = 0, next = 0;
  bool requests = false, withheld = false;
  program::Step step;                   ///< requested
  BankUse use;                          ///< of the request
  std::array<std::uint8_t, 8> needs{};  ///< producers of the request's tokens
  std::size_t need_count = 0;
  Cycle load_at = kNever, free_at = kNever;
  std::vector<UnfinishedStep> unfinished;  ///< in order

  Cycle due() const {
    const Cycle first = std::min(load_at, free_at);
    return unfinished.empty() ? first : std::min(first, unfinished.front().over_at);
  }
  bool idle() const { return current == nullptr && loaded == dispatched && unfinished.empty(); }
  /// Asks for the next queued command, seen two cycles after `now`.
  void await_load(Cycle now) {
    if (current == nullptr && loaded < dispatched) load_at = std::min(load_at, now + 1);
  }
  /// Resolves the next step: addresses, tokens, banks.
  void prepare_request(const BankPorts& banks);
  /// Counts on as if `count` more steps of the current command had been granted: what it requests and has unfinished
  /// becomes the steps that many later.
  void skip(std::uint64_t count, const BankPorts& banks);
  /// All that decides what the context does next, but its loop counts and the banks it uses.
  void describe(Fingerprint& print) const;
};
using Contexts = std::array<ContextState, kContexts>;

}  // namespace octet::sim::estimation
