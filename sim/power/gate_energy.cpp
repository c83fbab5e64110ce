// SPDX-License-Identifier: Apache-2.0
#include "sim/power/gate_energy.hpp"

namespace octet::power {
namespace {

/// Capacitance of the input pins on every net, in the library's unit.
std::vector<double> loads_of(const Netlist& netlist) {
  std::vector<double> loads(netlist.nets, 0.0);
  for (const auto* instances : {&netlist.logic, &netlist.registers})
    for (const Instance& it : *instances)
      for (std::size_t i = 0; i < it.inputs.size(); ++i) loads[it.inputs[i]] += it.cell->inputs[i].capacitance;
  return loads;
}

/// The mean of a cell's inputs.
double slew_at(const Instance& it, const std::vector<double>& slews) {
  double sum = 0.0;
  for (const Net net : it.inputs) sum += slews[net];
  return it.inputs.empty() ? 0.0 : sum / static_cast<double>(it.inputs.size());
}

/// Transition times of every net.
std::vector<double> slews_of(const Netlist& netlist, const std::vector<double>& loads) {
  std::vector<double> slews(netlist.nets, 0.0);
  for (const auto* instances : {&netlist.registers, &netlist.logic})  // registers start paths
    for (const Instance& it : *instances) {
      const double slew = it.cell->state ? 0.0 : slew_at(it, slews);
      for (std::size_t i = 0; i < it.outputs.size(); ++i)
        slews[it.outputs[i]] = mean_at(it.cell->outputs[i].transitions, loads[it.outputs[i]], slew);
    }
  return slews;
}

}  // namespace

GateEnergy energy(const Netlist& netlist, const Toggles& toggles, const CellLibrary& library) {
  const std::vector<double> loads = loads_of(netlist), slews = slews_of(netlist, loads);
  const double half_square = 0.5 * library.volts() * library.volts();
  const auto cycles = static_cast<double>(toggles.cycles);
  double nets = 0.0, inside = 0.0, clock_pins = 0.0, clock_inside = 0.0, leakage = 0.0;

  const auto changes = [&](const InternalPower& power, Net net, double load, double slew) {
    return static_cast<double>(toggles.rises[net]) * mean_at(power.rise, load, slew) +
           static_cast<double>(toggles.falls[net]) * mean_at(power.fall, load, slew);
  };
  for (std::size_t net = 0; net < netlist.nets; ++net)
    nets += static_cast<double>(toggles.rises[net] + toggles.falls[net]) * loads[net];
  for (const auto* instances : {&netlist.logic, &netlist.registers})
    for (const Instance& it : *instances) {
      const double slew = it.cell->state ? 0.0 : slew_at(it, slews);
      for (std::size_t i = 0; i < it.outputs.size(); ++i)
        inside += changes(it.cell->outputs[i].power, it.outputs[i], loads[it.outputs[i]], slew);
      for (std::size_t i = 0; i < it.inputs.size(); ++i) {
        const InputPin& pin = it.cell->inputs[i];
        if (it.cell->state && i == it.cell->state->clock) {
          clock_pins += 2.0 * cycles * pin.capacitance;
          clock_inside += cycles * (mean_at(pin.power.rise, 0.0, 0.0) + mean_at(pin.power.fall, 0.0, 0.0));
        } else {
          inside += changes(pin.power, it.inputs[i], 0.0, slews[it.inputs[i]]);
        }
      }
      leakage += it.cell->leakage;
    }
  const auto joules = [&](double capacitance, double internal) {
    return tech::Joules(capacitance * half_square * library.farads() + internal * library.joules());
  };
  return {joules(nets, 0.0), joules(0.0, inside), joules(clock_pins, clock_inside),
          tech::Watts(leakage * library.watts())};
}

}  // namespace octet::power
