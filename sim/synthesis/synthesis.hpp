// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hw/cosim/gate_sources.hpp"
#include "models/core/progress.hpp"
#include "sim/synthesis/liberty.hpp"
#include "sim/synthesis/machine_modules.hpp"

namespace octet::synthesis {

/// What one module became.
struct SynthesizedModule {
  Module module;
  std::uint64_t cells = 0;                 ///< of one, with all below it
  double area_um2 = 0.0;                   ///< likewise
  std::optional<double> path_ns;           ///< longest path from register to register, set-up time included
  std::optional<double> slowest_stage_ns;  ///< of it, in one cell and the net it drives
  std::string netlist;                     ///< flat, in yosys's BLIF; empty where it was not asked for
};

/// Gates in the cells of a library.
struct Synthesis {
  std::vector<SynthesizedModule> modules;
  std::string path_missing_reason;  ///< not empty: longest paths are not known, and why
};

/// Synthesizes modules of the shipped gates with yosys, one by one, hierarchically; asks OpenSTA for the longest paths
/// where it is installed. Results are cached by the content of gates, library, scripts and the tools' versions. Throws
/// `UserError` when yosys is missing or cannot use the library, or when cells it needs have no area; `Interrupted`.
Synthesis synthesize(const std::vector<Module>& modules, const Liberty& liberty, const Progress& progress);

/// The same for chosen modules of any sources, with their netlists where these are wanted.
Synthesis synthesize(const std::vector<Module>& modules, const std::vector<rtl::GateSource>& sources,
                     const Liberty& liberty, bool with_netlists, const Progress& progress);

}  // namespace octet::synthesis
