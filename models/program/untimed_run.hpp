// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/program/step.hpp"

namespace octet::program {

/// Tokens a step takes from (gives to) each context that it names.
struct TokenList {
  struct Item {
    std::uint8_t context = 0, count = 0;
  };
  std::array<Item, 8> items{};
  std::size_t size = 0;

  void add(Context context);
  const Item* begin() const { return items.data(); }
  const Item* end() const { return items.data() + size; }
};

/// A program's control without time: in-order dispatch into one bounded queue a context, sequencers, token counts. The
/// caller picks which ready context makes its next step. Counting semaphores make the outcome (who gets which token,
/// deadlock or not) independent of these picks. Commands must have passed the field checks (counts at least 1, no fetch
/// context).
class UntimedRun {
 public:
  UntimedRun(const std::vector<Command>& commands, std::uint32_t queue_depth);

  /// Whether the context has a step and all its tokens are there.
  bool ready(std::size_t context) const;
  /// The step the context is to make next; only while it has one.
  std::uint32_t command(std::size_t context) const { return sequencers_[context].command; }
  std::uint64_t index(std::size_t context) const { return sequencers_[context].index; }
  const TokenList& needs(std::size_t context) const { return sequencers_[context].needs; }
  /// Makes the next step of a ready context: takes its tokens, gives its signals, advances. Returns what it gave.
  TokenList advance(std::size_t context);
  /// Whether every command ran to its end.
  bool done() const { return retired_ == commands_.size(); }
  /// Commands that ran to their end.
  std::size_t retired() const { return retired_; }
  /// One sentence a context that cannot go on, and on what it waits.
  std::string blocked() const;

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  struct Sequencer {
    std::uint32_t command = kNone;
    std::uint64_t index = 0, steps = 0;
    TokenList needs;
    std::vector<std::uint32_t> queue;  ///< commands dispatched to this context, in order, kept to the end
    std::size_t head = 0;              ///< the first one still queued
  };
  void dispatch();
  void prepare(Sequencer& sequencer);

  const std::vector<Command>& commands_;
  std::uint32_t queue_depth_;
  std::size_t next_ = 0, retired_ = 0;
  std::array<Sequencer, kContextCount> sequencers_;
  std::array<std::array<std::uint64_t, kContextCount>, kContextCount> tokens_{};  ///< [producer][consumer]
};

/// "command 7 (matmul_a, step 3 of 16)", for messages.
std::string place(const std::vector<Command>& commands, std::uint64_t command, std::uint64_t step);

}  // namespace octet::program
