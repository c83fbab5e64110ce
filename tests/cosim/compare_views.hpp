// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/arch/architecture.hpp"
#include "hw/cosim/rtl_accelerator.hpp"
#include "models/program/program.hpp"

namespace octet::test {

/// Runs a program in the interpreter, in SystemC and in the gates and requires the same output, and from SystemC and
/// gates the same cycles and DRAM bytes: equality, no tolerance. With a
/// `memory_stall_seed` other than 0 their memory stalls at random. Returns what the gates gave.
rtl::RtlResult compare_views(const arch::Architecture& architecture, const program::Program& program,
                             const Matrix<std::int16_t>& input, std::uint64_t memory_stall_seed = 0);

}  // namespace octet::test
