// SPDX-License-Identifier: Apache-2.0
#include "sim/power/gate_energy.hpp"

#include "models/core/error.hpp"
#include "sim/power/replay.hpp"
#include "tests/power/tiny_library.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using power::Trits;

namespace {

constexpr double kPico = 1e-12;

/// Reset, then `cycles` counted cycles.
power::Toggles toggle(const power::Netlist& netlist, int cycles, std::uint64_t lanes) {
  power::GateSimulation gates(netlist);
  gates.set(netlist.inputs.at("clk_i"), Trits::known(0));
  gates.set(netlist.inputs.at("rst_ni"), Trits::known(0));
  gates.settle();
  gates.clock();
  gates.settle();
  gates.forget();
  gates.set(netlist.inputs.at("rst_ni"), Trits::known(~std::uint64_t{0}));
  for (int i = 0; i < cycles; ++i) {
    gates.settle();
    gates.count(lanes);
    gates.clock();
  }
  return gates.toggles();
}

/// What the toggling register's port holds cycle by cycle: rst_ni and q_o.
power::Recording recording(const std::vector<std::uint8_t>& values) {
  power::Recording out;
  out.ports.begin({{"rst_ni", 0, 1}, {"q_o", 0, 1}});
  for (const std::uint8_t q : values) out.ports.append(std::vector<std::uint8_t>{1, q});
  return out;
}

}  // namespace

TEST_CASE("toggles of a counted netlist cost what one adds up by hand", "[power]") {
  const power::CellLibrary library(test::liberty_of(test::kTinyLibrary));
  const power::Netlist netlist = power::read_netlist(test::kToggle, library);
  REQUIRE(netlist.cells() == 2);
  // Out of reset q is 1. Cycle 1: rst_ni rises, d falls. 2: q falls, d rises. 3: q rises, d falls. 4: q falls, d rises.
  const power::Toggles toggles = toggle(netlist, 4, 1);
  CHECK(toggles.total() == 8);
  CHECK(toggles.cycles == 4);
  const power::GateEnergy spent = power::energy(netlist, toggles, library);
  const double nets = 2.0 * (3 * 0.5 + 4 * 0.25 + 1 * 0.5);  // V^2 / 2 = 2; q and rst_ni on NAND, d on FLOP
  const double inside = (2 * 1 + 2 * 2) + (1 * 4 + 2 * 8) + (2 * 0.5 + 2 * 0.25);  // Y, Q, D
  CHECK(spent.switching.value() == Approx(nets * kPico).epsilon(1e-12));
  CHECK(spent.internal.value() == Approx(inside * kPico).epsilon(1e-12));
  CHECK(spent.clock.value() == Approx(4 * (2 * 2.0 * 0.125 + 3 + 1) * kPico).epsilon(1e-12));
  CHECK(spent.leakage.value() == Approx(12e-9).epsilon(1e-12));

  const power::GateEnergy twice = power::energy(netlist, toggle(netlist, 4, 0x8000000000000001), library);
  CHECK(twice.data().value() == Approx(2 * spent.data().value()).epsilon(1e-12));
  CHECK(twice.clock.value() == Approx(2 * spent.clock.value()).epsilon(1e-12));
}

TEST_CASE("what was never known has not toggled", "[power]") {
  const power::CellLibrary library(test::liberty_of(test::kTinyLibrary));
  const power::Netlist netlist = power::read_netlist(test::kToggle, library);
  for (const std::uint64_t known : {std::uint64_t{0}, std::uint64_t{1}}) {
    power::GateSimulation gates(netlist, known);
    gates.set(netlist.inputs.at("rst_ni"), Trits::known(~std::uint64_t{0}));  // no reset
    gates.settle();
    gates.forget();
    for (int i = 0; i < 3; ++i) {
      gates.clock();
      gates.settle();
      gates.count(3);
    }
    CHECK(gates.toggles().total() == 6 * known);  // q and d, three times, where they begin with a value
  }
}

TEST_CASE("energies follow load and slew on straight lines and stay at the border outside", "[power]") {
  synthesis::LibertyGroup shape{"power_lut_template", {"t"}, {}, {}};
  shape.attributes = {{"variable_1", {"input_transition_time"}},
                      {"variable_2", {"total_output_net_capacitance"}},
                      {"index_1", {"0, 2"}},
                      {"index_2", {"0, 1, 3"}}};
  synthesis::LibertyGroup group{"rise_power", {"t"}, {{"values", {"0, 10, 30", "4, 14, 34"}}}, {}};
  const power::LookupTable table(group, {{"t", &shape}}, "here");
  CHECK(table.at(0.5, 0.0) == Approx(5.0));
  CHECK(table.at(2.0, 1.0) == Approx(22.0));
  CHECK(table.at(9.0, 9.0) == Approx(34.0));
  CHECK(table.at(-1.0, -1.0) == Approx(0.0));
  group.attributes = {{"values", {"0, 10, 30"}}};
  CHECK_THROWS_WITH(power::LookupTable(group, {{"t", &shape}}, "here"), "here: error: expected 6 values, found 3");
  CHECK_THROWS_WITH(power::LookupTable(group, {}, "here"),
                    "here: error: expected a table template of the library, got t");
}

TEST_CASE("a replay counts what the recording makes the cells do, and refuses cells that do something else",
          "[power]") {
  const power::CellLibrary library(test::liberty_of(test::kTinyLibrary));
  const power::Netlist netlist = power::read_netlist(test::kToggle, library);
  // Reset leaves 1; one recording of four cycles and forty of two, which takes two runs of 32 lanes.
  std::vector<power::Recording> recordings(41, recording({1, 0}));
  recordings[0] = recording({1, 0, 1, 0});
  const power::Replay replayed = power::replay(netlist, recordings, "toggle");
  CHECK(replayed.toggles.cycles == 4 + 40 * 2);
  CHECK(replayed.toggles.total() == 8 + 40 * 4);
  CHECK(replayed.outputs == 84);
  CHECK(replayed.compared == 84);

  recordings[40] = recording({1, 1});
  CHECK_THROWS_WITH(power::replay(netlist, recordings, "toggle"),
                    "toggle: case 40, cycle 1: the RTL drives 1 at q_o, its netlist of cells does not");
  CHECK_THROWS_AS(power::replay(netlist, recordings, "toggle"), ViewMismatch);
}
