// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/arch/architecture.hpp"
#include "hw/chip/run_result.hpp"
#include "models/program/program.hpp"
#include "sim/run/explanation.hpp"

namespace octet::sim {

/// Explains a run of `program` that kept its trace and its array log (`PlatformOptions::trace`, `explain`). Checks that
/// causes add up to every window, windows to the run, and multiplying cycles to the products' depth.
Explanation explain(const program::Program& program, const arch::Architecture& architecture,
                    const hw::RunResult& result);

}  // namespace octet::sim
