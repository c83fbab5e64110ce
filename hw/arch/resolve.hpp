// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/arch/fields.hpp"
#include "hw/arch/raw_architecture.hpp"

namespace octet::arch {

/// Why a field cannot hold `text` ("expected an integer from 2 to 256, got '1'"); nothing when it can. Rules between
/// fields are left to `resolve`.
std::optional<std::string> find_misfit(const Field& field, const std::string& text);

/// Types and checks every value; adds to `faults` and throws them all as one `UserError` when there are any.
Architecture resolve(RawArchitecture raw, std::vector<Diagnostic> faults);

/// The architecture with one value replaced by a `path=value` string. Throws UserError where that is none.
Architecture with_override(const Architecture& architecture, const std::string& option);

}  // namespace octet::arch
