// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "hw/arch/architecture.hpp"
#include "sim/crosscheck/case.hpp"
#include "sim/crosscheck/random.hpp"
#include "sim/crosscheck/random_model.hpp"

namespace octet::crosscheck {

/// An encoder compiled for the architecture, and a random input; nothing when the architecture has no room for it.
std::optional<Case> compile_encoder(const RandomEncoder& encoder, const arch::Architecture& architecture);

/// A random encoder that the architecture has room for. Throws `UserError` when none of 50 fits.
Case encoder_case(const arch::Architecture& architecture, std::uint64_t seed);

/// Any input that the program takes.
Matrix<std::int16_t> random_input(const program::Program& program, std::uint64_t seed);

}  // namespace octet::crosscheck
