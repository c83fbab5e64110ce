// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/arch/raw_architecture.hpp"

namespace octet::arch {

/// The memory models an architecture may name (`memory.kind`); hw/memory makes them.
std::vector<std::string> memory_kinds();

/// Types and checks every value; adds to `faults` and throws them all as one `UserError` when there are any.
Architecture resolve(const RawArchitecture& raw, std::vector<Diagnostic> faults);

}  // namespace octet::arch
