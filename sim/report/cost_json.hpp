// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/report/yaml_json.hpp"
#include "sim/run/costs.hpp"

namespace octet::report {

/// {"technology", "total", "per_unit": {name: square millimeters}}.
Json area_json(const tech::Area& area, const tech::Technology& technology);

/// {"technology", "total", "dynamic", "leakage", "per_unit": {name: {"total", "dynamic", "leakage"}},
/// "outside_layers"}: of one inference; what belongs to no layer is in `outside_layers`.
Json energy_json(const sim::Costs& costs);

/// Every row of the tables behind the figures: [{"table", "row", "value", "mark", "source", "from", "factor"}].
Json table_sources_json(const tech::Technology& technology);

}  // namespace octet::report
