// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/context_state.hpp"

namespace octet::sim::estimation {
namespace {

bool waits(const program::Token& token, const program::Step& step, std::uint64_t index) {
  if (!token.valid) return false;
  switch (token.period) {
    case program::Period::command:
      return index == 0 && token.skip == 0;
    case program::Period::outer:
      return step.i1 == 0 && step.i0 >= token.skip;
    case program::Period::step:
      return index >= token.skip;
  }
  return false;
}

bool signals(const program::Token& token, const program::Command& command, std::uint64_t i0, std::uint64_t i1) {
  if (!token.valid) return false;
  const bool last_of_outer = i1 + 1 == command.count1;
  switch (token.period) {
    case program::Period::command:
      return last_of_outer && i0 + 1 == command.count0 && token.skip == 0;
    case program::Period::outer:
      return last_of_outer && i0 + token.skip < command.count0;
    case program::Period::step:
      return i0 * command.count1 + i1 + token.skip < program::step_count(command);
  }
  return false;
}

}  // namespace

void ContextState::prepare_request(const BankPorts& banks) {
  step = program::step_at(*current, next);
  need_count = 0;
  for (const program::Token& token : current->waits)
    if (waits(token, step, next)) needs[need_count++] = static_cast<std::uint8_t>(token.context);
  use = banks.use_of(*current, step);
}

void ContextState::skip(std::uint64_t count, const BankPorts& banks) {
  next += count;
  if (requests) prepare_request(banks);
  for (UnfinishedStep& it : unfinished) {
    const program::Step moved = program::step_at(*current, it.index += count);
    it.i0 = moved.i0;
    it.i1 = moved.i1;
    it.use = banks.use_of(*current, moved);
  }
}

void ContextState::describe(Fingerprint& print) const {
  print.add(current == nullptr ? 0 : command + 1u);
  print.add(dispatched - loaded);
  print.add((requests ? 1u : 0u) | (withheld ? 2u : 0u));
  print.add_cycle(load_at);
  print.add_cycle(free_at);
  print.add(unfinished.size());
  for (const UnfinishedStep& it : unfinished) {
    print.add(it.command == current ? 1 : 0);
    print.add_cycle(it.over_at);
  }
}

void give_tokens(const UnfinishedStep& step, std::size_t self, Tokens& tokens) {
  for (const program::Token& token : step.command->signals)
    if (signals(token, *step.command, step.i0, step.i1)) ++tokens[self][static_cast<std::size_t>(token.context)];
}

}  // namespace octet::sim::estimation
