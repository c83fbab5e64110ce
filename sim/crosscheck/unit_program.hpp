// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "sim/crosscheck/case.hpp"

namespace octet::crosscheck {

/// The units that have gates of their own, in the order of reports.
inline constexpr std::array kGateUnits{hw::UnitId::matmul,     hw::UnitId::requantizer,   hw::UnitId::softmax,
                                       hw::UnitId::activation, hw::UnitId::normalization, hw::UnitId::residual_adder};

/// A small program with steps of one unit over random shapes, widths, modes, constants and operands: everything is
/// loaded, the unit works, what it wrote is stored. No result is overwritten, so the buffers still hold all of them in
/// the end. The matmul unit and the requantizer come together: sums only come from the one and leave by the other.
/// Throws `UserError` when the architecture's buffers are too small for the smallest step.
Case unit_case(const arch::Architecture& architecture, hw::UnitId unit, std::uint64_t seed);

}  // namespace octet::crosscheck
