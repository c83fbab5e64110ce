// SPDX-License-Identifier: Apache-2.0
#include "sim/power/unit_power.hpp"

#include <algorithm>

#include "hw/cosim/gate_sources.hpp"
#include "models/core/error.hpp"
#include "sim/power/replay.hpp"
#include "sim/synthesis/synthesis.hpp"
#include "sim/tech/energy.hpp"

namespace octet::power {
namespace {

/// Dynamic energy of a unit in all cases.
tech::Joules table_energy(const tech::Prices& prices, const std::vector<Recording>& recordings,
                          const std::string& unit) {
  tech::Joules sum;
  for (const Recording& it : recordings)
    for (const tech::UnitEnergy& one : prices.energy(it.counters, Cycles(0)).units)
      if (one.name == unit) sum += one.dynamic;
  return sum;
}

std::vector<synthesis::Module> modules_of(const PowerRequest& request) {
  std::vector<synthesis::Module> out;
  const std::vector<synthesis::Module> all = synthesis::machine_modules(request.architecture);
  for (const hw::UnitId unit : request.units) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& it) { return it.unit == hw::name(unit); });
    OCTET_CHECK(found != all.end(), hw::name(unit));
    out.push_back(*found);
  }
  return out;
}

}  // namespace

PowerResult measure_power(const PowerRequest& request, const PowerListeners& listeners) {
  const CellLibrary library(request.liberty);
  PowerResult out;
  out.volts = library.volts();
  out.references = measure_references(request.liberty, library, request.technology, listeners.synthesis);
  out.scale = node_scale(out.references);
  const tech::Prices prices(request.architecture, request.technology);
  const tech::Prices measured(request.architecture, measured_technology(request.technology, out.references));
  const synthesis::Synthesis made =
      synthesis::synthesize(modules_of(request), rtl::shipped_sources(), request.liberty, true, listeners.synthesis);
  for (std::size_t i = 0; i < request.units.size(); ++i) {
    UnitPower unit;
    unit.name = hw::name(request.units[i]);
    const std::vector<Recording> recordings = record_cases(request.architecture, request.units[i], request.seed,
                                                           request.cases, listeners.building, listeners.cases);
    const Netlist netlist = read_netlist(made.modules[i].netlist, library);
    const Replay replayed = replay(netlist, recordings, unit.name, listeners.cells);
    unit.cells = netlist.cells();
    unit.registers = netlist.registers.size();
    unit.cycles = replayed.toggles.cycles;
    unit.toggles = replayed.toggles.total();
    unit.outputs = replayed.outputs;
    unit.compared = replayed.compared;
    unit.gates = energy(netlist, replayed.toggles, library);
    unit.table = table_energy(prices, recordings, unit.name) * out.scale;
    unit.rows = table_energy(measured, recordings, unit.name);
    out.units.push_back(std::move(unit));
  }
  return out;
}

}  // namespace octet::power
