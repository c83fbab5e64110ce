// SPDX-License-Identifier: Apache-2.0
// Why the array waits: the scoreboard knows what blocks every context, so it can follow a missing token to its
// producer, that one's missing token to the next, and so on to a unit at work, a port, a bank, or a command that is not
// there.
#include <algorithm>

#include "hw/core/scoreboard.hpp"
#include "models/core/error.hpp"

namespace octet::hw {
namespace {

using program::Context;

/// The cause that a unit at work stands for: of the array, which is asked only while no step holds it, the drain.
ArrayCause cause_of(UnitId unit) { return machine::row(machine::kind_of(unit)).cause; }

}  // namespace

bool Scoreboard::will_signal(std::size_t producer, std::size_t consumer) const {
  const auto signals = [consumer](const Unfinished& step) {
    const auto& tokens = step.issued->command.signals;
    return std::any_of(tokens.begin(), tokens.end(), [&](const program::Token& token) {
      return static_cast<std::size_t>(token.context) == consumer &&
             program::signals_at(step.issued->command, token, step.index);
    });
  };
  const std::deque<Unfinished>& unfinished = contexts_[producer].unfinished;
  return std::any_of(unfinished.begin(), unfinished.end(), signals);
}

ArrayCause Scoreboard::blame_request(std::size_t context, std::size_t hops) const {
  const StepRequest& request = *contexts_[context].request;
  StallCause cause{};
  if (!blocked(context, cause)) return ArrayCause::control;
  switch (cause) {
    case StallCause::token:
      break;
    case StallCause::bank:
      return ArrayCause::bank;
    case StallCause::unit:
      return cause_of(unit_of(static_cast<Context>(context)));
    default:
      return ArrayCause::memory;
  }
  // A ring of waits is a deadlock, which is reported elsewhere.
  if (hops == 0) return ArrayCause::control;
  for (std::size_t i = 0; i < request.wait_count; ++i)
    if (lacks_token(context, i)) return blame_producer(static_cast<std::size_t>(request.waits[i]), context, hops - 1);
  return ArrayCause::control;
}

ArrayCause Scoreboard::blame_producer(std::size_t producer, std::size_t consumer, std::size_t hops) const {
  const UnitId unit = unit_of(static_cast<Context>(producer));
  if (unit_held_[static_cast<std::size_t>(unit)] || will_signal(producer, consumer) || contexts_[producer].withheld)
    return cause_of(unit);
  return contexts_[producer].request == nullptr ? ArrayCause::control : blame_request(producer, hops);
}

ArrayCause Scoreboard::array_cause() const {
  if (unit_held_[static_cast<std::size_t>(UnitId::matmul)]) return ArrayCause::multiply;
  constexpr std::array kArray = {static_cast<std::size_t>(Context::matmul_a),
                                 static_cast<std::size_t>(Context::matmul_b)};
  for (const std::size_t context : kArray)
    if (contexts_[context].request != nullptr) return blame_request(context, kContexts);
  for (const std::size_t context : kArray)
    if (!contexts_[context].unfinished.empty()) return ArrayCause::drain;
  if (!dispatch_status->all_dispatched()) return ArrayCause::control;
  for (const std::size_t context : kArray)
    if (!sequencers[context - 1]->idle()) return ArrayCause::control;
  // After the last product: what the first context with something to do waits for.
  for (std::size_t context = 1; context < kContexts; ++context) {
    const ContextState& it = contexts_[context];
    const UnitId unit = unit_of(static_cast<Context>(context));
    if (!it.unfinished.empty() || it.withheld) return cause_of(unit);
    if (it.request != nullptr) return blame_request(context, kContexts);
  }
  return ArrayCause::control;
}

}  // namespace octet::hw
