// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/bench/family.hpp"

namespace octet::bench {

/// CPU seconds of the fixed work on the host on which the targets were set.
constexpr double kFixedWorkCpuS = 0.05;

/// Sorting numbers that are always the same, and touching fresh memory: what whole processes are timed against whose
/// targets were seconds of one host. On a host of half its speed both take twice as long.
Side fixed_work();

}  // namespace octet::bench
