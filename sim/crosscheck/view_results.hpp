// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/chip/platform.hpp"
#include "hw/common/counters.hpp"
#include "hw/cosim/rtl_accelerator.hpp"
#include "models/core/progress.hpp"
#include "sim/crosscheck/case.hpp"
#include "sim/crosscheck/elements.hpp"

namespace octet::crosscheck {

/// What one view makes of a case: the compared values, and the time where it has one.
struct ViewResult {
  std::vector<std::int64_t> values;
  Cycles cycles;
  std::array<hw::UnitCounters, hw::kUnitCount> units{};  ///< by hw::UnitId; steps are not counted by the gates
};

/// The interpreter's: no time. `progress` counts commands.
ViewResult run_golden(const Case& it, const std::vector<Element>& elements, const Progress& progress = {});

/// A SystemC platform's, whatever of it is in gates. `MachineFault` as the platform throws it. `progress` counts
/// commands.
ViewResult run_platform(const hw::Platform& platform, const Case& it, const std::vector<Element>& elements,
                        const Progress& progress = {});

/// The whole accelerator in gates. `elements` are those of the output, in its order. `cycle_limit` ends what is never
/// over, with a `MachineFault`. `progress` counts cycles, of `cycle_limit`. A `memory_stall_seed` other than 0 draws
/// random stalls of the memory.
ViewResult run_gates(rtl::RtlAccelerator& gates, const Case& it, std::uint64_t cycle_limit,
                     const Progress& progress = {}, std::uint64_t memory_stall_seed = 0);

}  // namespace octet::crosscheck
