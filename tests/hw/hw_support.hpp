// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/chip/platform.hpp"
#include "models/program/program.hpp"

namespace octet::test {

/// R = C = 4; latency 10, 4-byte beats, bursts of 16 bytes, 4 outstanding; buffers of 4 KiB in 4 banks. Small numbers
/// to count by hand.
arch::Architecture tiny_architecture();

/// The architecture that a program's geometry fits, with `base`'s times.
arch::Architecture fitting(const arch::Architecture& base, const program::Geometry& geometry);

/// Commands as a program without weights, fetched from `program_base` on.
program::Program timed_program(const arch::Architecture& architecture, std::vector<program::Command> commands,
                               std::uint64_t program_base = 0);

/// Runs without values, with a trace.
hw::RunResult time(const arch::Architecture& architecture, const std::vector<program::Command>& commands);

/// A matmul, requantize, ... of one step of `rows` x `columns`, bytes, all addresses 0.
program::Command one_step(program::Opcode opcode, program::Context context, std::uint16_t rows, std::uint32_t columns);

/// A linear load or store of one run of bytes.
program::Command one_run(program::Context context, std::uint32_t bytes, std::uint64_t dram, std::uint64_t buffer);

/// A token that every command of the pair sends or takes once.
program::Token once(program::Context context);

/// The only step the unit ran: cycles [start, end).
hw::TraceEvent only_step(const hw::RunResult& result, hw::UnitId unit);

}  // namespace octet::test
