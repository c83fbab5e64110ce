// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "models/io/files.hpp"
#include "sim/power/gate_energy.hpp"
#include "sim/synthesis/process.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

namespace {

// The same circuit twice.
constexpr const char* kVerilog = R"(module circuit (a, b, y);
  input a, b; output y; wire c, d, e, f, g;
  NAND2X1 n1 (.A(a), .B(b), .Y(c));
  AOI21X1 n2 (.A(c), .B(a), .C(b), .Y(d));
  FAX1 n3 (.A(c), .B(d), .C(b), .YC(e), .YS(f));
  XOR2X1 n4 (.A(e), .B(f), .Y(g));
  INVX4 n5 (.A(g), .Y(y));
  BUFX2 n6 (.A(g), .Y());
endmodule
)";
constexpr const char* kBlif = R"(.model circuit
.inputs a b
.outputs y
.subckt NAND2X1 A=a B=b Y=c
.subckt AOI21X1 A=c B=a C=b Y=d
.subckt FAX1 A=c B=d C=b YC=e YS=f
.subckt XOR2X1 A=e B=f Y=g
.subckt INVX4 A=g Y=y
.subckt BUFX2 A=g
.end
)";
constexpr const char* kScript = R"(read_liberty cells.lib
read_verilog circuit.v
link_design circuit
create_clock -name clock -period 10
set_input_delay 0 -clock clock [all_inputs]
set_power_activity -global -activity 0.25 -duty 0.5
set_power_activity -input -activity 0.25 -duty 0.5
report_power -digits 6
exit
)";

}  // namespace

TEST_CASE("OpenSTA finds the same switching power and leakage for the same activity", "[power][opensta]") {
  const synthesis::Liberty liberty = synthesis::read_liberty("osu018");
  const synthesis::ToolFolder folder;
  io::write_file(folder.path() / "cells.lib", liberty.text);
  io::write_file(folder.path() / "circuit.v", kVerilog);
  io::write_file(folder.path() / "power.tcl", kScript);
  REQUIRE(synthesis::run_program({"sta", "-no_init", "-no_splash", "-exit", "power.tcl"}, folder.path(), "log") == 0);
  const std::string log = io::read_file(folder.path() / "log", 1'000'000);
  INFO(log);
  const std::size_t at = log.find("\nTotal");
  REQUIRE(at != std::string::npos);
  std::istringstream words(log.substr(at + 6));
  double internal = 0.0, switching = 0.0, leakage = 0.0;
  REQUIRE(words >> internal >> switching >> leakage);

  // A change in every fourth cycle of 10 ns on whatever a cell drives: OpenSTA leaves out what ports drive.
  const power::CellLibrary library(liberty);
  const power::Netlist netlist = power::read_netlist(kBlif, library);
  power::Toggles toggles{std::vector<std::uint64_t>(netlist.nets), std::vector<std::uint64_t>(netlist.nets), 8};
  for (const power::Instance& it : netlist.logic)
    for (const power::Net net : it.outputs) toggles.rises[net] = toggles.falls[net] = 1;
  const power::GateEnergy spent = power::energy(netlist, toggles, library);
  CHECK(spent.switching.value() / (8 * 10e-9) == Approx(switching).epsilon(1e-3));
  CHECK(spent.leakage.value() == Approx(leakage).epsilon(1e-5));
}
