// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/synthesis/liberty.hpp"

namespace octet::test {

/// A library of round numbers: 2 V, pF and pJ, and energies that no load or slew changes.
inline const std::string kTinyLibrary = R"lib(
/* one gate and one register */
library (tiny) {
  voltage_unit : "1V"; capacitive_load_unit (1, pf); leakage_power_unit : "1nW"; nom_voltage : 2;
  power_lut_template (flat) {
    variable_1 : total_output_net_capacitance; variable_2 : input_transition_time;
    index_1 ("0, 1"); index_2 ("0, 1");
  }
  cell (NAND) {
    area : 1; cell_leakage_power : 5;
    pin (A) { direction : input; capacitance : 0.5; }
    pin (B) { direction : input; capacitance : 0.5; }
    pin (Y) {
      direction : output; function : "!(A B)";
      timing () {
        rise_transition (flat) { values ("1, 1", "1, 1"); } fall_transition (flat) { values ("1, 1", "1, 1"); }
      }
      internal_power () {
        rise_power (flat) { values ("1, 1", \
                                    "1, 1"); }
        fall_power (flat) { values ("2, 2", "2, 2"); }
      }
    }
  }
  cell (FLOP) {
    area : 3; cell_leakage_power : 7;
    ff (IQ, IQN) { next_state : "D"; clocked_on : "CLK"; }
    pin (CLK) {
      direction : input; capacitance : 0.125;
      internal_power () { rise_power (scalar) { values ("3"); } fall_power (scalar) { values ("1"); } }
    }
    pin (D) {
      direction : input; capacitance : 0.25;
      internal_power () { rise_power (scalar) { values ("0.5"); } fall_power (scalar) { values ("0.25"); } }
    }
    pin (Q) {
      direction : output; function : "IQ";
      timing () { rise_transition (flat) { values ("1, 1", "1, 1"); } }
      internal_power () { rise_power (scalar) { values ("4"); } fall_power (scalar) { values ("8"); } }
    }
  }
  cell (LATCH) {
    area : 2;
    latch (IQ, IQN) { data_in : "D"; enable : "E"; }
    pin (D) { direction : input; capacitance : 0.1; }
    pin (E) { direction : input; capacitance : 0.1; }
    pin (Q) { direction : output; function : "IQ"; }
  }
}
)lib";

/// A register that takes the other value every cycle, and 1 in reset.
inline const std::string kToggle = R"(# a comment
.model toggle
.inputs clk_i rst_ni
.outputs q_o
.names $false
.names $true
1
.subckt NAND A=q B=rst_ni Y=d
.subckt FLOP CLK=clk_i D=d Q=q
.names q q_o
1 1
.end
)";

inline synthesis::Liberty liberty_of(const std::string& text) { return synthesis::parse_liberty(text, "tiny.lib"); }

/// The text with one thing replaced, which must be there.
inline std::string with(std::string text, const std::string& what, const std::string& by) {
  text.replace(text.find(what), what.size(), by);
  return text;
}

/// The text without all lines' parts from `from` up to and with the next `to`.
inline std::string without_all(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from))
    text.erase(at, text.find(to, at) + to.size() - at);
  return text;
}

}  // namespace octet::test
