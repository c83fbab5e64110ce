// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "models/program/program.hpp"

namespace octet::program {

/// One command as text: opcode, context, loops and layer on the first line, then a line an operand and one for its
/// tokens.
std::string listing(const Program& program, std::uint64_t index);

/// The whole program: a few lines about it, then every command.
std::string listing(const Program& program);

/// "0x1f0", as listings and messages show addresses.
std::string hex(std::uint64_t value);

}  // namespace octet::program
