// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/command_supply.hpp"

namespace octet::sim::estimation {

CommandSupply::CommandSupply(const program::Program& program, const arch::Architecture& architecture)
    : program_(program), queue_depth_(architecture.queue_depth), fetch_depth_(architecture.fetch_depth) {
  request();
}

void CommandSupply::request() {
  if (fetching_ || fetched_ == program_.commands.size() || fetched_ - dispatched_ >= fetch_depth_) return;
  fetching_ = requests_ = true;
}

hw::Transfer CommandSupply::transfer() const {
  return hw::fetch_of(program_.program_base + fetched_ * program::Command::kBytes);
}

void CommandSupply::begin(StepEnd end) {
  requests_ = false;
  ++fetched_;
  free_at_ = end.occupancy + 1;
  arrivals_.push_back(end.finish + 1);
}

Cycle CommandSupply::due() const {
  const Cycle first = std::min(free_at_, deliver_at_);
  return arrivals_.empty() ? first : std::min(first, arrivals_.front());
}

void CommandSupply::advance(Cycle now, std::array<ContextState, kContexts>& contexts) {
  if (free_at_ == now) {
    free_at_ = kNever;
    fetching_ = false;
  }
  while (!arrivals_.empty() && arrivals_.front() <= now) {
    arrivals_.pop_front();
    ++received_;
  }
  if (deliver_at_ == now) {
    deliver_at_ = kNever;
    ContextState& context = contexts[context_of(dispatched_++)];
    ++context.dispatched;
    context.await_load(now);
  }
  request();
}

void CommandSupply::dispatch(Cycle now, const std::array<ContextState, kContexts>& contexts) {
  if (deliver_at_ != kNever || dispatched_ == received_) return;
  const ContextState& context = contexts[context_of(dispatched_)];
  if (context.dispatched - context.loaded < queue_depth_) deliver_at_ = now + 1;
}

void CommandSupply::describe(Fingerprint& print) const {
  print.add(requests_ ? 1 : 0);
  print.add(fetched_);
  print.add(dispatched_);
  print.add_cycle(free_at_);
  print.add_cycle(deliver_at_);
  print.add(arrivals_.size());
  for (const Cycle arrival : arrivals_) print.add_cycle(arrival);
}

}  // namespace octet::sim::estimation
