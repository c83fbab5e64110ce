// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/arch/architecture.hpp"
#include "sim/crosscheck/case.hpp"

namespace octet::crosscheck {

/// Whether the architecture's memories have room for `stress_case`.
bool stress_fits(const arch::Architecture& architecture);

/// Random commands for every context that has gates, almost without tokens: they meet at units, memory port and banks
/// as they like. Reads and writes never meet in a byte, so the result does not depend on the order. Throws `UserError`
/// when it does not fit.
Case stress_case(const arch::Architecture& architecture, std::uint64_t seed);

}  // namespace octet::crosscheck
