// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "sim/report/yaml_json.hpp"
#include "sim/run/record.hpp"

namespace octet::report {

/// What layers.csv calls the row of it: no node can have this name.
inline constexpr const char* kOutsideLayers = "(outside layers)";

/// What of a run belongs to no layer, so that with it every column adds up to the run's: the controller's cycles, and
/// everything in a view that does not tell layers.
struct OutsideLayers {
  std::optional<std::uint64_t> busy_cycles;  ///< nothing in a view without time
  std::optional<double> energy_j;            ///< nothing where nobody knows the run's
  /// Before the first step and after the last, where the run is explained.
  Cycles window;
  sim::CauseCycles causes{};
};

OutsideLayers outside_layers(const sim::RunRecord& record);

/// {"busy_cycles", "energy_j"}, and of an explained run {"explain": {"window_cycles", "causes"}}.
Json outside_layers_json(const sim::RunRecord& record);

}  // namespace octet::report
