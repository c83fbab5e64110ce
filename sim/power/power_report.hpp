// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/power/unit_power.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::power {

/// {"library", "volts", "technology", "seed", "cases", "scale", "references": [{"row", "cells_j", "table_j", "ratio"}],
/// "units": [{"name", "cells", "registers", "cycles", "toggles", "output_bits", "compared_bits", "switching_j",
/// "internal_j", "data_j", "clock_j", "leakage_w", "power_w", "table_j", "table_power_w", "difference_percent",
/// "difference_without_clock_percent", "measured_rows_j", "measured_rows_difference_percent"}]}. Table energies of
/// units are scaled; power is at the architecture's clock, of cycles in which the unit has steps.
report::Json power_json(const PowerRequest& request, const PowerResult& result, const std::string& library);

/// The same as people read it.
std::string power_table(const PowerRequest& request, const PowerResult& result, const std::string& library);

}  // namespace octet::power
