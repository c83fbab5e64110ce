// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/timeline.hpp"

#include <algorithm>
#include <bit>

#include "models/core/error.hpp"

namespace octet::sim::estimation {
Timeline::Timeline(const program::Program& program, const arch::Architecture& architecture, bool skip_repetitions)
    : program_(program),
      architecture_(architecture),
      port_(architecture.memory),
      skip_repetitions_(skip_repetitions && port_.is_closed_form()),
      banks_(architecture),
      supply_(program, architecture),
      spans_(program.commands.size()) {
  due_.fill(kNever);
  for (std::uint32_t i = 0; i < program.commands.size(); ++i)
    contexts_[static_cast<std::size_t>(program.commands[i].context)].commands.push_back(i);
  for (const program::Command& command : program.commands)
    for (const program::Token& token : command.signals)
      if (token.valid)
        token_pairs_.emplace(static_cast<std::size_t>(command.context), static_cast<std::size_t>(token.context));
}

Cycle Timeline::run() {
  for (;;) {
    supply_.dispatch(now_, contexts_);
    walk();
    Cycle next = supply_.due();
    for (std::size_t i = 1; i < kContexts; ++i) next = std::min(next, due_[i]);
    if (next == kNever) break;
    now_ = next;
    if (supply_.due() == now_) {
      if (supply_.ends_fetch(now_)) {
        port_held_ = false;
        unit_held(0) = false;
      }
      supply_.advance(now_, contexts_);
      for (std::size_t i = 1; i < kContexts; ++i) due_[i] = contexts_[i].due();
    }
    for (std::size_t i = 1; i < kContexts; ++i)
      if (due_[i] == now_) advance_context(i);
  }
  if (!supply_.all_dispatched() ||
      !std::all_of(contexts_.begin(), contexts_.end(), [](const ContextState& it) { return it.idle(); }))
    throw MachineFault("deadlock: nothing can happen any more");
  return now_ + skipped_;
}

void Timeline::advance_context(std::size_t index) {
  ContextState& it = contexts_[index];
  if (it.free_at == now_) {
    it.free_at = kNever;
    unit_held(index) = false;
    if (hw::uses_memory_port(static_cast<program::Context>(index))) port_held_ = false;
    if (it.next < it.steps) {
      present(index);
    } else {
      it.current = nullptr;
      it.await_load(now_);
    }
  }
  if (!it.unfinished.empty() && it.unfinished.front().over_at == now_) {
    give_tokens(it.unfinished.front(), index, tokens_);
    it.unfinished.erase(it.unfinished.begin());
    if (it.unfinished.empty()) under_way_ &= ~(1u << index);
    if (it.withheld) present(index);
  }
  if (it.load_at == now_) {
    it.load_at = kNever;
    it.command = it.commands[it.loaded++];
    it.current = &program_.commands[it.command];
    it.steps = program::step_count(*it.current);
    it.next = 0;
    present(index);
  }
  due_[index] = it.due();
}

void Timeline::present(std::size_t index) {
  ContextState& it = contexts_[index];
  it.withheld =
      hw::uses_memory_port(static_cast<program::Context>(index)) && it.unfinished.size() >= architecture_.dma_in_flight;
  if (it.withheld) return;
  it.requests = true;
  it.prepare_request(banks_);
}

bool Timeline::may_start(std::size_t index) {
  const ContextState& it = contexts_[index];
  for (std::size_t i = 0; i < it.need_count; ++i) {
    // A step may take several tokens of one producer.
    const auto needed = std::count(it.needs.begin(), it.needs.begin() + i + 1, it.needs[i]);
    if (static_cast<std::ptrdiff_t>(tokens_[it.needs[i]][index]) < needed) return false;
  }
  if (unit_held_[static_cast<std::size_t>(unit(index))]) return false;
  if (port_held_ && hw::uses_memory_port(static_cast<program::Context>(index))) return false;
  return finds_banks_free(index);
}

bool Timeline::finds_banks_free(std::size_t index) {
  const ContextState& it = contexts_[index];
  for (unsigned left = under_way_; left != 0; left &= left - 1) {
    const auto holder = static_cast<std::size_t>(std::countr_zero(left));
    if (unit(holder) == unit(index)) continue;
    const ContextState& other = contexts_[holder];
    for (const UnfinishedStep& step : other.unfinished) {
      // The last one reads until its occupancy is over; all write until they are over.
      const bool reads = other.free_at != kNever && &step == &other.unfinished.back();
      const unsigned spaces = banks_.meet_in(it.use, step.use, reads);
      if (spaces == 0) continue;
      if (skip_repetitions_)
        meetings_.add(
            {static_cast<std::uint8_t>(index), static_cast<std::uint8_t>(holder), reads, it.next, step.index});
      if (banks_.conflict(it.use, step.use, reads, spaces)) return false;
    }
  }
  return true;
}

void Timeline::walk() {
  if (supply_.requests() && !port_held_) grant_fetch();
  looks_ = kContexts;
  for (std::size_t i = 1; i < kContexts; ++i)
    if (contexts_[i].requests && may_start(i)) grant(i);
  if (looks_ != kContexts) look_for_repetition(looks_);
}

void Timeline::grant_fetch() {
  hw::Transposer none;
  const StepEnd end = port_.schedule(supply_.transfer(), now_, none);
  port_held_ = unit_held(0) = true;
  fetch_busy_ += end.occupancy - now_;
  spans_[supply_.fetches()].rows_opened += port_.rows_opened();
  supply_.begin(end);
}

StepEnd Timeline::time_step(std::size_t index) {
  const ContextState& it = contexts_[index];
  const program::Command& command = *it.current;
  switch (machine::row(command.opcode).unit) {
    case machine::UnitKind::dma_load:
    case machine::UnitKind::dma_store:
      return port_.schedule(hw::transfer_of(command, it.step), now_, transposers_[index]);
    case machine::UnitKind::matmul:
      return matmul_body(now_, it.step.columns, command.tile_columns, command.depth, architecture_.shadow_accumulators,
                         drain_end_);
    default: {
      const Cycle end = now_ + vector_body(command, it.step, architecture_.lanes);
      return {end, end};
    }
  }
}

void Timeline::grant(std::size_t index) {
  ContextState& it = contexts_[index];
  StepEnd end = time_step(index);
  Cycle& last_finish = last_finish_[static_cast<std::size_t>(unit(index))];
  end.finish = last_finish = std::max(end.finish, last_finish + 1);
  for (std::size_t i = 0; i < it.need_count; ++i) --tokens_[it.needs[i]][index];
  it.requests = false;
  unit_held(index) = true;
  if (hw::uses_memory_port(static_cast<program::Context>(index))) port_held_ = true;
  it.free_at = end.occupancy + 1;
  it.unfinished.push_back({end.finish + 1, it.current, it.next, it.step.i0, it.step.i1, it.use});
  under_way_ |= 1u << index;
  due_[index] = it.due();

  CommandSpan& span = spans_[it.command];
  if (it.next == 0) span.start = now_ + 1 + skipped_;
  span.end = end.finish + 1 + skipped_;
  span.busy += end.occupancy - now_;
  busy_[index] += end.occupancy - now_;
  if (hw::uses_memory_port(static_cast<program::Context>(index))) span.rows_opened += port_.rows_opened();
  ++it.next;
  ++steps_walked_;
  if (skip_repetitions_ && (worth_skipping(index) || worth_skipping_inside(index))) looks_ = index;
}

}  // namespace octet::sim::estimation
