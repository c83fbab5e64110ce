// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/program/program.hpp"

namespace octet::test {

/// A small valid command of a context, without tokens: it reads bytes that the image or the preparation wrote and
/// writes a slice that no other context touches, so tokens order nothing but themselves. All of its steps do the same.
program::Command token_command(const arch::Architecture& architecture, program::Context context, std::uint16_t count0,
                               std::uint16_t count1);

/// Commands that write what every other context reads; they belong to load_a, and `contexts` (at most 8 others) have a
/// token each from the last of them, to be taken by `wait_for_preparation`.
std::vector<program::Command> preparation(const arch::Architecture& architecture,
                                          const std::vector<program::Context>& contexts);

/// Makes the first command of every context but load_a take its token from the preparation, in wait slot 7.
void wait_for_preparation(std::vector<program::Command>& commands);

/// The program of these commands: its image holds them and what loads read.
program::Program token_program(const arch::Architecture& architecture, const std::vector<program::Command>& commands);

}  // namespace octet::test
