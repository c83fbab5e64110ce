// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/core/progress.hpp"
#include "sim/power/gate_simulation.hpp"
#include "sim/power/recording.hpp"

namespace octet::power {

/// What a netlist did with recorded inputs.
struct Replay {
  Toggles toggles;
  std::uint64_t outputs = 0;   ///< bits of outputs, over all cycles
  std::uint64_t compared = 0;  ///< those written, or independent of what registers held at first: as recorded
};

/// Gives a netlist, from reset, the inputs of every recording. Throws `ViewMismatch` naming `unit`, case, cycle and
/// port when an output differs from what was recorded, unless it depends on what registers held at first and is not
/// written to a buffer. `progress` counts cycles.
Replay replay(const Netlist& netlist, const std::vector<Recording>& recordings, const std::string& unit,
              const Progress& progress = {});

}  // namespace octet::power
