// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/run/record.hpp"

namespace octet::report {

/// One line a node of the graph: layer, macs, start_cycles, end_cycles, busy_cycles, energy_j (the last four empty in a
/// view without time); then one line of what belongs to no layer (`OutsideLayers`), with which macs, busy_cycles,
/// energy_j and an explained run's windows and causes add up to the run's.
std::string layers_csv(const sim::RunRecord& record);

/// One line an input: index, label (empty if unknown), prediction, then the integers of the output, row by row.
std::string outputs_csv(const sim::RunRecord& record);

}  // namespace octet::report
