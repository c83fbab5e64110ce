// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/core/progress.hpp"
#include "sim/synthesis/liberty.hpp"
#include "sim/synthesis/machine_modules.hpp"

namespace octet::synthesis {

/// What one module became.
struct SynthesizedModule {
  Module module;
  std::uint64_t cells = 0;        ///< of one, with all below it
  double area_um2 = 0.0;          ///< likewise
  std::optional<double> path_ns;  ///< longest path from register to register, set-up time included
};

/// The gates of an architecture in the cells of a library.
struct Synthesis {
  std::vector<SynthesizedModule> modules;
  std::string path_missing_reason;  ///< not empty: no longest paths, and why
};

/// Synthesizes the shipped gates with yosys, unit by unit, hierarchically; asks OpenSTA for the longest paths where it
/// is installed. Results are cached by the content of gates, library and scripts ($XDG_CACHE_HOME/octet or
/// ~/.cache/octet). Throws `UserError` when yosys is missing or cannot use the library.
Synthesis synthesize(const arch::Architecture& architecture, const Liberty& liberty, const Progress& progress);

}  // namespace octet::synthesis
