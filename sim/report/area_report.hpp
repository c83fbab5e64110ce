// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "sim/report/yaml_json.hpp"
#include "sim/synthesis/synthesis.hpp"
#include "sim/tech/energy.hpp"

namespace octet::report {

/// What `octet area` says of an architecture.
struct AreaReport {
  arch::Architecture architecture;
  tech::Technology technology;
  tech::Prices prices;
  std::optional<synthesis::Synthesis> synthesis;  ///< where a library was given
  std::string library;                            ///< as it was given
};

/// {"architecture", "technology", "units": [{"name", "area_mm2", "power_w", "leakage_w", "source"}], "total",
/// "table_sources"}, and with a library "synthesis": {"library", "modules": [{"unit", "module", "parameters", "count",
/// "cells", "area_mm2", "path_ns"}], "area_mm2"}, cells and area of one module each, the total of all. Power is that of
/// `tech::full_load`, leakage included; wires between units are a unit without area.
Json area_report_json(const AreaReport& report);

/// The same as people read it.
std::string area_report_table(const AreaReport& report);

}  // namespace octet::report
