// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"
#include "hw/common/unit_id.hpp"
#include "hw/cosim/port_log.hpp"
#include "models/core/progress.hpp"
#include "sim/power/gate_simulation.hpp"

namespace octet::power {

/// One case of a unit: what its RTL saw and did while it had steps, and what the machine counted.
struct Recording {
  rtl::PortLog ports;
  hw::Counters counters;
};

/// Runs the cases that `octet crosscheck` draws for a unit, its RTL in the SystemC platform, and records them.
/// `building` hears while the model is built. Throws as `rtl::provide_model` and `hw::Platform::run`.
std::vector<Recording> record_cases(const arch::Architecture& architecture, hw::UnitId unit, std::uint64_t seed,
                                    std::uint64_t count, const std::function<void(const std::string&)>& building,
                                    const Progress& progress);

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
