// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/power/gate_simulation.hpp"
#include "sim/tech/units.hpp"

namespace octet::power {

/// What counted toggles dissipate in the cells of a library.
struct GateEnergy {
  tech::Joules switching;  ///< C V^2 / 2 of the pins on a net, each time it changes; the clock's apart
  tech::Joules internal;   ///< inside the cells then
  tech::Joules clock;      ///< both, at the clock pins of all registers, every cycle: no register's clock is gated
  tech::Watts leakage;     ///< of all cells

  tech::Joules data() const { return switching + internal; }
};

/// Internal energies are looked up at the capacitance of the pins that an output drives and at the transition time of
/// the cell's inputs, which follows from the library's tables cell by cell; at ports and clock pins it is the shortest
/// of the tables. Arcs of a pin count alike. Wires have no capacitance.
GateEnergy energy(const Netlist& netlist, const Toggles& toggles, const CellLibrary& library);

}  // namespace octet::power
