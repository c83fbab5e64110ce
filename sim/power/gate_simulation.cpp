// SPDX-License-Identifier: Apache-2.0
#include "sim/power/gate_simulation.hpp"

#include <bit>
#include <numeric>

#include "sim/crosscheck/random.hpp"

namespace octet::power {
namespace {

Trits inverse(Trits it) { return {it.zero, it.one}; }
Trits both(Trits a, Trits b) { return {a.one & b.one, a.zero | b.zero}; }
Trits either(Trits a, Trits b) { return {a.one | b.one, a.zero & b.zero}; }

}  // namespace

std::uint64_t Toggles::total() const {
  return std::accumulate(rises.begin(), rises.end(), std::accumulate(falls.begin(), falls.end(), std::uint64_t{0}));
}

GateSimulation::GateSimulation(const Netlist& netlist, std::uint64_t known_lanes, std::uint64_t seed)
    : netlist_(netlist), values_(netlist.nets), counted_(netlist.nets), states_(netlist.registers.size()) {
  values_[Netlist::kLow] = Trits::known(0);
  values_[Netlist::kHigh] = Trits::known(~std::uint64_t{0});
  crosscheck::Random random(seed);
  for (Trits& state : states_) {
    const std::uint64_t bits = random.next();
    state = {bits | ~known_lanes, ~bits | ~known_lanes};
  }
  toggles_.rises.resize(netlist.nets);
  toggles_.falls.resize(netlist.nets);
}

void GateSimulation::drive(const Instance& instance, std::span<const Trits> inputs) {
  for (std::size_t i = 0; i < instance.outputs.size(); ++i)
    values_[instance.outputs[i]] = instance.cell->outputs[i].function.evaluate(inputs);
}

void GateSimulation::settle() {
  std::vector<Trits> inputs;
  const auto gather = [&](const Instance& it) {
    inputs.clear();
    for (const Net net : it.inputs) inputs.push_back(values_[net]);
  };
  for (std::size_t i = 0; i < states_.size(); ++i) {
    gather(netlist_.registers[i]);
    inputs.push_back(states_[i]);
    inputs.push_back(inverse(states_[i]));
    drive(netlist_.registers[i], inputs);
  }
  for (const Instance& it : netlist_.logic) {
    gather(it);
    drive(it, inputs);
  }
}

void GateSimulation::count(std::uint64_t lanes) {
  for (std::size_t net = 0; net < values_.size(); ++net) {
    const Trits before = counted_[net], now = values_[net];
    if (before == now) continue;
    const std::uint64_t known = before.is_known() & now.is_known() & lanes;
    toggles_.rises[net] += static_cast<std::uint64_t>(std::popcount(known & before.zero & now.one));
    toggles_.falls[net] += static_cast<std::uint64_t>(std::popcount(known & before.one & now.zero));
    counted_[net] = now;
  }
  toggles_.cycles += static_cast<std::uint64_t>(std::popcount(lanes));
}

void GateSimulation::clock() {
  std::vector<Trits> inputs;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const Instance& it = netlist_.registers[i];
    const Register& state = *it.cell->state;
    inputs.clear();
    for (const Net net : it.inputs) inputs.push_back(values_[net]);
    inputs.push_back(states_[i]);
    inputs.push_back(inverse(states_[i]));
    Trits next = state.next.evaluate(inputs);
    if (!state.clear.empty()) next = both(next, inverse(state.clear.evaluate(inputs)));
    if (!state.preset.empty()) next = either(next, state.preset.evaluate(inputs));
    states_[i] = next;
  }
}

}  // namespace octet::power
