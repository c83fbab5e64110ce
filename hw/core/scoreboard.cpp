// SPDX-License-Identifier: Apache-2.0
#include "hw/core/scoreboard.hpp"

#include <algorithm>

#include "models/core/error.hpp"

namespace octet::hw {
namespace {

constexpr std::uint16_t kMostTokens = 255;

std::size_t unit_index(std::size_t context) {
  return static_cast<std::size_t>(unit_of(static_cast<program::Context>(context)));
}
const char* context_name(std::size_t context) { return program::name(static_cast<program::Context>(context)); }

}  // namespace

Scoreboard::Scoreboard(const sc_core::sc_module_name& name, Environment& environment, RunRecorder& record,
                       std::uint64_t stall_seed)
    : sc_core::sc_module(name),
      environment_(environment),
      record_(record),
      claims_(environment.buffers),
      random_state_(stall_seed) {
  request_target.bind(*this);
  step_listener.bind(*this);
  SC_METHOD(evaluate);
  dont_initialize();
  sensitive << evaluate_event_;
  // Cycle 0 counts even when nothing is requested in it: an empty program is over there.
  evaluate_event_.notify(environment_.clock.until_middle(0));
}

void Scoreboard::evaluate_this_cycle() {
  evaluate_event_.notify(environment_.clock.until_middle(environment_.clock.now()));
}

void Scoreboard::present(program::Context context, const StepRequest& request) {
  ContextState& it = contexts_[static_cast<std::size_t>(context)];
  it.request = &request;
  it.withheld = false;
  if (request.issued != nullptr) it.claims = claims_.claims_of(*request.issued, request.step, environment_.geometry);
  if (random_state_ != 0) it.not_before = environment_.clock.now() + random_stall();
  evaluate_this_cycle();
}

void Scoreboard::withhold(program::Context context) {
  contexts_[static_cast<std::size_t>(context)].withheld = true;
  evaluate_this_cycle();
}

void Scoreboard::occupancy_over(program::Context context) {
  const auto index = static_cast<std::size_t>(context);
  unit_held_[unit_index(index)] = false;
  if (uses_memory_port(context)) port_held_ = false;
  if (context != program::Context::fetch) {
    claims_.release(contexts_[index].unfinished.back().claims, false);
    sequencers[index - 1]->occupancy_over();
  }
  evaluate_this_cycle();
}

void Scoreboard::step_over(program::Context context) {
  const auto index = static_cast<std::size_t>(context);
  std::deque<Unfinished>& unfinished = contexts_[index].unfinished;
  environment_.observe_step(context);
  claims_.release(unfinished.front().claims, true);
  signal(index, unfinished.front());
  unfinished.pop_front();
  sequencers[index - 1]->step_over();
  evaluate_this_cycle();
}

void Scoreboard::signal(std::size_t context, const Unfinished& step) {
  for (const program::Token& token : step.issued->command.signals) {
    if (!program::signals_at(step.issued->command, token, step.index)) continue;
    const auto consumer = static_cast<std::size_t>(token.context);
    if (++tokens_[context][consumer] > kMostTokens)
      throw MachineFault(describe(*step.issued) + ", step " + std::to_string(step.index) + ": more than " +
                         std::to_string(kMostTokens) + " tokens from " + context_name(context) + " to " +
                         context_name(consumer));
  }
}

bool Scoreboard::lacks_token(std::size_t context, std::size_t wait) const {
  const StepRequest& request = *contexts_[context].request;
  const program::Context producer = request.waits[wait];
  const auto needed = std::count(request.waits.begin(), request.waits.begin() + wait + 1, producer);
  return tokens_[static_cast<std::size_t>(producer)][context] < needed;
}

bool Scoreboard::blocked(std::size_t context, StallCause& cause) const {
  const StepRequest& request = *contexts_[context].request;
  const auto stalled_by = [&](StallCause by) {
    cause = by;
    return true;
  };
  for (std::size_t i = 0; i < request.wait_count; ++i)
    if (lacks_token(context, i)) return stalled_by(StallCause::token);
  const UnitId unit = unit_of(static_cast<program::Context>(context));
  if (unit_held_[static_cast<std::size_t>(unit)]) return stalled_by(StallCause::unit);
  if (port_held_ && uses_memory_port(static_cast<program::Context>(context))) return stalled_by(StallCause::port);
  if (request.issued != nullptr && claims_.conflicts(contexts_[context].claims, unit))
    return stalled_by(StallCause::bank);
  return false;
}

bool Scoreboard::walk(Cycle cycle, bool may_grant) {
  if (record_.with_array()) record_.array.set(Cycles(cycle), array_cause());
  std::array<Activity, kUnitCount> activities;
  std::array<bool, kUnitCount> decided{};
  for (std::size_t unit = 0; unit < kUnitCount; ++unit) {
    decided[unit] = unit_held_[unit];
    activities[unit] = unit_held_[unit] ? Activity::busy() : Activity::idle();
  }
  bool granted = false;
  for (std::size_t context = 0; context < kContexts; ++context) {
    const ContextState& it = contexts_[context];
    const std::size_t unit = unit_index(context);
    if (it.withheld && !decided[unit]) activities[unit] = Activity::stalled(StallCause::drain);
    if (it.request == nullptr || it.not_before > cycle) continue;
    StallCause cause{};
    const bool is_blocked = blocked(context, cause);
    // The lowest context with a request speaks for its unit; one that is granted in this cycle is not stalled in it.
    if (!decided[unit]) activities[unit] = is_blocked ? Activity::stalled(cause) : Activity::idle();
    decided[unit] = true;
    if (is_blocked || !may_grant) continue;
    grant(context, cycle);
    granted = true;
  }
  for (std::size_t unit = 0; unit < kUnitCount; ++unit) activity_.set(unit, activities[unit], cycle);
  return granted;
}

void Scoreboard::evaluate() {
  environment_.faults.guard([this] {
    const Cycle cycle = environment_.clock.now();
    // What the grants change shows in the next cycle, in which nothing else need happen: it is accounted for right
    // away.
    if (walk(cycle, true)) walk(cycle + 1, false);
    check_run_over(cycle);
    if (random_state_ != 0) await_random_stalls(cycle);
  });
}

void Scoreboard::grant(std::size_t index, Cycle cycle) {
  environment_.report_progress();
  ContextState& it = contexts_[index];
  const auto context = static_cast<program::Context>(index);
  const UnitId unit = unit_of(context);
  const StepRequest& request = *it.request;
  it.request = nullptr;
  unit_held_[static_cast<std::size_t>(unit)] = true;
  if (uses_memory_port(context)) port_held_ = true;
  for (std::size_t i = 0; i < request.wait_count; ++i) --tokens_[static_cast<std::size_t>(request.waits[i])][index];
  const GrantedStep step{request.issued, request.step, cycle};
  ++environment_.counters.units[static_cast<std::size_t>(unit)].steps;
  if (context != program::Context::fetch) {
    claims_.acquire(it.claims, unit);
    it.unfinished.push_back({it.claims, request.issued, request.index});
    environment_.counters.add_step(step.command(), step.step, environment_.geometry, environment_.architecture.lanes);
    sequencers[index - 1]->granted();
  }
  const StepTiming timing = units[static_cast<std::size_t>(unit)]->begin(step);
  if (context != program::Context::fetch) record_.add(unit, step, timing);
}

void Scoreboard::check_run_over(Cycle cycle) {
  if (run_over_ || !dispatch_status->all_dispatched()) return;
  for (std::size_t context = 1; context < kContexts; ++context)
    if (!sequencers[context - 1]->idle()) return;
  run_over_ = true;
  activity_.finish(cycle, environment_.counters);
}

Cycle Scoreboard::random_stall() {
  // splitmix64: a quarter of the requests are seen up to 31 cycles late.
  std::uint64_t z = random_state_ += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  z ^= z >> 31;
  return z % 4 == 0 ? (z >> 8) % 32 : 0;
}

void Scoreboard::await_random_stalls(Cycle cycle) {
  Cycle next = ~Cycle{0};
  for (const ContextState& it : contexts_)
    if (it.request != nullptr && it.not_before > cycle) next = std::min(next, it.not_before);
  // An earlier notification wins over this one, and its evaluation comes back here.
  if (next != ~Cycle{0}) evaluate_event_.notify(environment_.clock.until_middle(next));
}

std::string Scoreboard::describe_waits() const {
  std::string text;
  for (std::size_t context = 0; context < kContexts; ++context) {
    const StepRequest* request = contexts_[context].request;
    StallCause cause{};
    if (request == nullptr || request->issued == nullptr || !blocked(context, cause)) continue;
    text += "\n  " + describe(*request->issued) + ", step " + std::to_string(request->step.i0) + "," +
            std::to_string(request->step.i1) + " waits for ";
    if (cause != StallCause::token) text += std::string("a ") + hw::name(cause);
    for (std::size_t i = 0, listed = 0; cause == StallCause::token && i < request->wait_count; ++i) {
      if (lacks_token(context, i))
        text += std::string(listed++ == 0 ? "a token from " : ", ") +
                context_name(static_cast<std::size_t>(request->waits[i]));
    }
  }
  return text + dispatch_status->describe();
}

}  // namespace octet::hw
