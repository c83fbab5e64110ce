// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/gated_unit.hpp"

#include "hw/units/blaming.hpp"
#include "models/program/access.hpp"

namespace octet::rtl {

using hw::Cycle, hw::GrantedStep, hw::StepTiming;

namespace {

/// A step may take this many times its cycles, and this many more, before its gates count as hung.
constexpr Cycle kPatience = 16, kGrace = 4096;

std::array<execute::ByteMemory*, program::kSpaceCount> memories_of(hw::OnChipBuffers& buffers) {
  std::array<execute::ByteMemory*, program::kSpaceCount> out{};
  for (std::size_t i = 0; i < program::kSpaceCount; ++i)
    if (const auto space = static_cast<program::Space>(i); space != program::Space::dram)
      out[i] = &buffers.of(space).memory();
  return out;
}

}  // namespace

GatedUnit::GatedUnit(const sc_core::sc_module_name& name, hw::Environment& environment, hw::UnitId unit,
                     hw::StepUnit& plain, const UnitGates& gates)
    : hw::StandIn(name),
      environment_(environment),
      plain_(plain),
      gates_(unit, gates, memories_of(environment.buffers)) {
  steps_.unit = unit;
  SC_METHOD(reach_middle);
  dont_initialize();
  sensitive << middle_event_;
  SC_METHOD(settle);
  dont_initialize();
  sensitive << settle_event_;
  SC_METHOD(end_cycle);
  dont_initialize();
  sensitive << edge_event_;
}

StepTiming GatedUnit::begin(const GrantedStep& step) {
  const StepTiming expected = plain_.expect(step);
  gates_.start(step.command(), step.step);
  unfinished_.push_back({step, expected});
  started_ = true;
  settle_event_.notify(sc_core::SC_ZERO_TIME);
  return expected;
}

// Grants come in the middle of a cycle; a delta later all inputs of the cycle are there.
void GatedUnit::reach_middle() { settle_event_.notify(sc_core::SC_ZERO_TIME); }

void GatedUnit::settle() {
  environment_.faults.guard([this] {
    pulses_ = gates_.evaluate();
    edge_event_.notify(environment_.clock.until_edge(environment_.clock.now() + 1));
  });
}

void GatedUnit::end_cycle() {
  environment_.faults.guard([this] {
    const Cycle cycle = environment_.clock.now() - 1;
    hw::blaming(unfinished_.front().granted, [&] { gates_.end_cycle(); });
    if (started_) require_operands(unfinished_.back().granted);
    started_ = false;
    if (pulses_.release) release(cycle);
    if (pulses_.finish) finish(cycle);
    if (unfinished_.empty()) return;
    require_progress(cycle);
    middle_event_.notify(environment_.clock.until_middle(cycle + 1));
  });
}

void GatedUnit::require_operands(const GrantedStep& step) {
  hw::blaming(step, [&] {
    RawBytes room;
    for (const program::Footprint& it : program::footprints(step.command(), step.step, environment_.geometry)) {
      if (it.is_write) continue;
      const execute::ByteMemory& memory = environment_.buffers.of(it.space).memory();
      const std::uint64_t edge = std::min(it.edge, it.bytes);
      memory.view_strided(it.address, edge, edge, 1, room);
      memory.view_strided(it.address + edge, it.edge_valid, it.edge_period, (it.bytes - edge) / it.edge_period, room);
    }
  });
}

void GatedUnit::release(Cycle cycle) {
  if (unfinished_.back().released != 0) fault("release a step that they do not hold");
  unfinished_.back().released = cycle;
  step_listener->occupancy_over(unfinished_.back().granted.command().context);
}

void GatedUnit::finish(Cycle cycle) {
  const Unfinished it = unfinished_.front();
  if (it.released == 0) fault("finish a step that they have not released");
  unfinished_.pop_front();
  ++steps_.steps;
  if (it.released != it.expected.occupancy_end || cycle != it.expected.finish) {
    const auto cycles = [&](Cycle released, Cycle finished) {
      return std::to_string(finished - it.granted.granted) + " cycles (released after " +
             std::to_string(released - it.granted.granted) + ")";
    };
    if (steps_.off++ == 0)
      steps_.first = describe(it.granted) + ": the gates took " + cycles(it.released, cycle) + ", the unit takes " +
                     cycles(it.expected.occupancy_end, it.expected.finish);
  }
  step_listener->step_over(it.granted.command().context);
}

void GatedUnit::require_progress(Cycle cycle) const {
  const Unfinished& it = unfinished_.front();
  const Cycle most = kPatience * (it.expected.finish - it.granted.granted) + kGrace;
  if (cycle > it.granted.granted + most)
    fault("have not finished after " + std::to_string(most) + " cycles, in which the unit takes " +
          std::to_string(it.expected.finish - it.granted.granted) + ": " + describe(it.granted));
}

void GatedUnit::fault(const std::string& what) const {
  throw MachineFault(std::string("the gates of ") + hw::name(steps_.unit) + " " + what);
}

std::map<hw::UnitId, hw::MakeStandIn> stand_ins(const std::map<hw::UnitId, UnitGates>& gates) {
  std::map<hw::UnitId, hw::MakeStandIn> makers;
  for (const auto& [unit, model] : gates)
    makers[unit] = [unit = unit, model = model](const char* name, hw::Environment& environment, hw::StepUnit& plain) {
      return std::make_unique<GatedUnit>(name, environment, unit, plain, model);
    };
  return makers;
}

}  // namespace octet::rtl
