// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/arch/architecture.hpp"
#include "hw/cosim/rtl_accelerator.hpp"
#include "models/program/program.hpp"

namespace octet::test {

/// Runs a program in the interpreter, in SystemC and in the gates and requires the same output, and from SystemC and
/// gates the same cycles and DRAM bytes: equality, no tolerance. Returns what the gates gave.
rtl::RtlResult compare_views(const arch::Architecture& architecture, const program::Program& program,
                             const Matrix<std::int16_t>& input);

}  // namespace octet::test
