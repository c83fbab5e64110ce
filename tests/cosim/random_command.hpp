// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/program/command.hpp"
#include "models/program/geometry.hpp"
#include "tests/support/random_source.hpp"

namespace octet::test {

/// A random command of the context (none of fetch) whose operands lie within their buffers in every step; tokens,
/// operands in DRAM and what its opcode does not use hold anything. At most about `most_steps` steps, at least half of
/// them where `is_long`.
program::Command random_command(program::Context context, const program::Geometry& geometry, std::uint32_t most_steps,
                                bool is_long, RandomSource& random);

}  // namespace octet::test
