// SPDX-License-Identifier: Apache-2.0
#include "models/program/untimed_run.hpp"

#include "models/core/error.hpp"

namespace octet::program {

void TokenList::add(Context context) {
  const auto index = static_cast<std::uint8_t>(context);
  for (std::size_t i = 0; i < size; ++i)
    if (items[i].context == index) {
      ++items[i].count;
      return;
    }
  items[size++] = {index, 1};
}

UntimedRun::UntimedRun(const std::vector<Command>& commands, std::uint32_t queue_depth)
    : commands_(commands), queue_depth_(queue_depth) {
  OCTET_CHECK(queue_depth > 0, "queues hold a command");
  for (const Command& command : commands)
    OCTET_CHECK(command.context != Context::fetch && step_count(command) > 0, "commands passed the field checks");
  dispatch();
}

void UntimedRun::dispatch() {
  for (; next_ < commands_.size(); ++next_) {
    Sequencer& sequencer = sequencers_[static_cast<std::size_t>(commands_[next_].context)];
    if (sequencer.queue.size() - sequencer.head >= queue_depth_) return;
    sequencer.queue.push_back(static_cast<std::uint32_t>(next_));
    if (sequencer.command == kNone) prepare(sequencer);
  }
}

void UntimedRun::prepare(Sequencer& sequencer) {
  if (sequencer.command == kNone) {
    if (sequencer.head == sequencer.queue.size()) return;
    sequencer.command = sequencer.queue[sequencer.head++];
    sequencer.index = 0;
    sequencer.steps = step_count(commands_[sequencer.command]);
  }
  const Command& command = commands_[sequencer.command];
  sequencer.needs.size = 0;
  for (const Token& token : command.waits)
    if (waits_at(command, token, sequencer.index)) sequencer.needs.add(token.context);
}

bool UntimedRun::ready(std::size_t context) const {
  const Sequencer& sequencer = sequencers_[context];
  if (sequencer.command == kNone) return false;
  for (const TokenList::Item& need : sequencer.needs)
    if (tokens_[need.context][context] < need.count) return false;
  return true;
}

TokenList UntimedRun::advance(std::size_t context) {
  Sequencer& sequencer = sequencers_[context];
  const Command& command = commands_[sequencer.command];
  for (const TokenList::Item& need : sequencer.needs) tokens_[need.context][context] -= need.count;
  TokenList gives;
  for (const Token& token : command.signals)
    if (signals_at(command, token, sequencer.index)) gives.add(token.context);
  for (const TokenList::Item& give : gives) tokens_[context][give.context] += give.count;
  if (++sequencer.index == sequencer.steps) {
    sequencer.command = kNone;
    ++retired_;
  }
  prepare(sequencer);
  if (sequencer.index == 0) dispatch();  // a queue entry became free
  return gives;
}

std::string UntimedRun::blocked() const {
  std::string text;
  for (std::size_t context = 0; context < kContextCount; ++context) {
    const Sequencer& sequencer = sequencers_[context];
    if (sequencer.command == kNone || ready(context)) continue;
    for (const TokenList::Item& need : sequencer.needs) {
      if (tokens_[need.context][context] >= need.count) continue;
      if (!text.empty()) text += "; ";
      text += place(commands_, sequencer.command, sequencer.index) + " waits for " +
              name(static_cast<Context>(need.context));
    }
  }
  if (next_ < commands_.size())
    text += "; command " + std::to_string(next_) + " finds the queue of " + name(commands_[next_].context) + " full";
  return text;
}

std::string place(const std::vector<Command>& commands, std::uint64_t command, std::uint64_t step) {
  return "command " + std::to_string(command) + " (" + name(commands[command].context) + ", step " +
         std::to_string(step) + " of " + std::to_string(step_count(commands[command])) + ")";
}

}  // namespace octet::program
