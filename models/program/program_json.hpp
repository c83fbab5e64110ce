// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "models/program/program.hpp"

namespace octet::program {

/// The metadata section of a program file: everything but commands and image.
std::string to_metadata(const Program& program);

/// Reads it back into `program`. Throws `UserError` at `place` with every unknown, missing or mistyped key.
void from_metadata(std::string_view text, const std::string& place, Program& program);

}  // namespace octet::program
