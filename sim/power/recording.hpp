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

}  // namespace octet::power
