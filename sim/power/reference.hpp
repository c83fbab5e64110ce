// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/core/progress.hpp"
#include "sim/power/cell_library.hpp"
#include "sim/synthesis/liberty.hpp"
#include "sim/tech/technology.hpp"

namespace octet::power {

/// A row of the tables as a circuit of a library's cells.
struct Reference {
  tech::Item row;
  tech::Joules cells;  ///< of one event: synthesized, and simulated with uniformly random operands
  tech::Joules table;  ///< by the technology table
  double ratio() const { return cells.value() / table.value(); }
};

/// Synthesizes and simulates one circuit for each of multiply_8, multiply_32, add_32 and register_bit (its clock
/// included). Throws as `synthesis::synthesize`.
std::vector<Reference> measure_references(const synthesis::Liberty& liberty, const CellLibrary& library,
                                          const tech::Technology& technology, const Progress& progress);

/// What brings all of a table's energies to the node of a library: the ratio of an 8 x 8 product and a 32-bit addition,
/// which together are the table's `mac_8x8`. The rows' own ratios show how far that is one number.
double node_scale(const std::vector<Reference>& references);

/// The table at the node of the library: the rows measured there, all other energies times `node_scale`.
tech::Technology measured_technology(const tech::Technology& technology, const std::vector<Reference>& references);

}  // namespace octet::power
