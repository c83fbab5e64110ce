// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/power/gate_simulation.hpp"
#include "sim/tech/units.hpp"

namespace octet::power {

/// What counted toggles dissipate in the cells of a library.
struct GateEnergy {
  tech::Joules logic;   ///< data: C V^2 / 2 of the pins on a net that changes, and the cells' internal energies
  tech::Joules clock;   ///< clock pins of all registers, both edges of every cycle: no register's clock is gated
  tech::Watts leakage;  ///< of all cells
};

/// Internal energies are looked up at the capacitance of the pins that an output drives and at the transition time of
/// the cell's inputs, which follows from the library's tables cell by cell; at ports and clock pins it is the shortest
/// of the tables. Arcs of a pin count alike. Wires have no capacitance.
GateEnergy energy(const Netlist& netlist, const Toggles& toggles, const CellLibrary& library);

}  // namespace octet::power
