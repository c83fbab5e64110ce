// SPDX-License-Identifier: Apache-2.0
#include "models/prove/happens_before.hpp"

#include <algorithm>

#include "models/program/untimed_run.hpp"

namespace octet::prove {

using namespace program;
namespace {

constexpr std::size_t kStepsAReport = 4096;

}  // namespace

StepTable::StepTable(const std::vector<Command>& commands) {
  std::array<std::uint32_t, kContextCount> count{};
  std::uint32_t total = 0;
  for (const Command& command : commands) {
    const auto steps = static_cast<std::uint32_t>(step_count(command));
    first_.push_back(total);
    before_.push_back(count[static_cast<std::size_t>(command.context)]);
    total += steps;
    count[static_cast<std::size_t>(command.context)] += steps;
  }
  first_.push_back(total);
}

std::uint32_t StepTable::command_of(std::uint32_t step) const {
  return static_cast<std::uint32_t>(std::upper_bound(first_.begin(), first_.end(), step) - first_.begin() - 1);
}

HappensBefore::HappensBefore(const std::vector<Command>& commands, const StepTable& steps, std::uint32_t queue_depth,
                             const Progress& progress)
    : clock_(steps.size()) {
  UntimedRun run(commands, queue_depth);
  std::array<Clock, kContextCount> last{};  // clock of each context's latest step
  order_.reserve(steps.size());
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t context = 1; context < kContextCount; ++context)
      while (run.ready(context)) {
        moved = true;
        if (order_.size() % kStepsAReport == 0) tell(progress, order_.size(), steps.size());
        const std::uint32_t command = run.command(context);
        const std::uint32_t step = steps.id(command, run.index(context));
        const std::uint32_t local = steps.local(command, run.index(context));
        Clock& clock = last[context];
        for (const TokenList::Item& need : run.needs(context)) {
          Channel& channel = channels_[need.context][context];
          for (std::uint8_t i = 0; i < need.count; ++i) {
            const Clock& sender = clock_[channel.signals[channel.waits.size()]];
            for (std::size_t c = 0; c < sender.size(); ++c) clock[c] = std::max(clock[c], sender[c]);
            channel.waits.push_back(local);
          }
        }
        clock[context] = local + 1;
        clock_[step] = clock;
        order_.push_back(step);
        for (const TokenList::Item& give : run.advance(context))
          channels_[context][give.context].signals.insert(channels_[context][give.context].signals.end(), give.count,
                                                          step);
      }
  }
  complete_ = run.done();
  if (!complete_) blocked_ = run.blocked();
}

std::uint64_t HappensBefore::most_tokens(std::size_t producer, std::size_t consumer) const {
  const Channel& channel = channels_[producer][consumer];
  // When the n-th token is given, only waits of consumer steps known to have ended are sure to be taken.
  std::size_t taken = 0;
  std::uint64_t most = 0;
  for (std::size_t given = 0; given < channel.signals.size(); ++given) {
    const std::uint32_t ended = clock_[channel.signals[given]][consumer];
    while (taken < channel.waits.size() && channel.waits[taken] < ended) ++taken;
    most = std::max<std::uint64_t>(most, given + 1 - std::min(taken, given + 1));
  }
  return most;
}

std::uint64_t HappensBefore::most_tokens() const {
  std::uint64_t most = 0;
  for (std::size_t producer = 0; producer < kContextCount; ++producer)
    for (std::size_t consumer = 0; consumer < kContextCount; ++consumer)
      most = std::max(most, most_tokens(producer, consumer));
  return most;
}

bool HappensBefore::balanced() const {
  for (const auto& row : channels_)
    for (const Channel& channel : row)
      if (channel.signals.size() != channel.waits.size()) return false;
  return true;
}

}  // namespace octet::prove
