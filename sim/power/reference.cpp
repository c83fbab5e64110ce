// SPDX-License-Identifier: Apache-2.0
#include "sim/power/reference.hpp"

#include <array>
#include <string_view>

#include "models/core/error.hpp"
#include "sim/crosscheck/random.hpp"
#include "sim/power/gate_energy.hpp"
#include "sim/synthesis/synthesis.hpp"

namespace octet::power {
namespace {

constexpr int kCycles = 256;           // of 64 lanes
constexpr std::uint64_t kSeed = 2014;  // any: the mean of so many operations does not show it

constexpr const char* kSource = R"(// Circuits of single rows of the technology tables.
module octet_row_multiply_8 (input signed [7:0] a_i, input signed [7:0] b_i, output signed [15:0] y_o);
  assign y_o = a_i * b_i;
endmodule
module octet_row_multiply_32 (input signed [31:0] a_i, input signed [31:0] b_i, output signed [63:0] y_o);
  assign y_o = a_i * b_i;
endmodule
module octet_row_add_32 (input [31:0] a_i, input [31:0] b_i, output [31:0] y_o);
  assign y_o = a_i + b_i;
endmodule
module octet_row_register_bit (input clk_i, input [31:0] d_i, output reg [31:0] q_o);
  always @(posedge clk_i) q_o <= d_i;
endmodule
)";

struct Circuit {
  tech::Item row;
  const char* module;
  double events;  ///< a cycle
};
constexpr Circuit kCircuits[] = {{tech::Item::multiply_8, "octet_row_multiply_8", 1.0},
                                 {tech::Item::multiply_32, "octet_row_multiply_32", 1.0},
                                 {tech::Item::add_32, "octet_row_add_32", 1.0},
                                 {tech::Item::register_bit, "octet_row_register_bit", 32.0}};

/// The reference of a row that has one, else null.
const Reference* find(const std::vector<Reference>& references, tech::Item row) {
  for (const Reference& it : references)
    if (it.row == row) return &it;
  return nullptr;
}

Toggles toggle(const Netlist& netlist) {
  crosscheck::Random random(kSeed);
  GateSimulation gates(netlist);
  for (int cycle = 0; cycle <= kCycles; ++cycle) {
    for (const auto& [name, net] : netlist.inputs) gates.set(net, Trits::known(name == "clk_i" ? 0 : random.next()));
    gates.settle();
    if (cycle == 0)
      gates.forget();
    else
      gates.count(~std::uint64_t{0});
    gates.clock();
  }
  return gates.toggles();
}

}  // namespace

std::vector<Reference> measure_references(const synthesis::Liberty& liberty, const CellLibrary& library,
                                          const tech::Technology& technology, const Progress& progress) {
  std::vector<synthesis::Module> modules;
  for (const Circuit& it : kCircuits) modules.push_back({"reference", it.module, {}});
  const synthesis::Synthesis made =
      synthesis::synthesize(modules, {{"octet_rows.sv", kSource}}, liberty, true, progress);
  std::vector<Reference> out;
  for (std::size_t i = 0; i < made.modules.size(); ++i) {
    const Netlist netlist = read_netlist(made.modules[i].netlist, library);
    const Toggles toggles = toggle(netlist);
    const GateEnergy spent = energy(netlist, toggles, library);
    const double events = kCircuits[i].events * static_cast<double>(toggles.cycles);
    out.push_back(
        {kCircuits[i].row, (spent.data() + spent.clock) * (1.0 / events), technology.energy(kCircuits[i].row)});
  }
  return out;
}

double node_scale(const std::vector<Reference>& references) {
  const Reference* product = find(references, tech::Item::multiply_8);
  const Reference* sum = find(references, tech::Item::add_32);
  OCTET_CHECK(product != nullptr && sum != nullptr, "a product and an addition among the references");
  return (product->cells + sum->cells).value() / (product->table + sum->table).value();
}

tech::Technology measured_technology(const tech::Technology& technology, const std::vector<Reference>& references) {
  constexpr double kPico = 1e12;
  std::array<tech::Row, tech::kItemCount> rows;
  for (std::size_t i = 0; i < tech::kItemCount; ++i) {
    const auto item = static_cast<tech::Item>(i);
    rows[i] = technology.row(item);
    const Reference* measured = find(references, item);
    if (measured != nullptr)
      rows[i].value = kPico * measured->cells.value();
    else if (std::string_view(tech::key(item)).ends_with("_pj"))  // areas and leakage stay
      rows[i].value *= node_scale(references);
  }
  const auto value = [&](tech::Item item) -> double& { return rows[static_cast<std::size_t>(item)].value; };
  value(tech::Item::mac_8x8) = value(tech::Item::multiply_8) + value(tech::Item::add_32);
  return {technology.name() + " as measured", technology.node_nm(), rows, technology.sram()};
}

}  // namespace octet::power
