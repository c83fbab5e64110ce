// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

#include "hw/arch/architecture.hpp"
#include "hw/cosim/rtl_model.hpp"
#include "models/core/matrix.hpp"
#include "models/core/quantity.hpp"
#include "models/program/byte_memory.hpp"
#include "models/program/program.hpp"

namespace octet::rtl {

/// Cycles a unit spent in each state (docs/machine.md, "Counters"); they add up to the cycle count.
struct UnitCycles {
  std::uint64_t idle = 0, busy = 0, token = 0, unit = 0, port = 0, bank = 0, drain = 0;
};
inline constexpr std::size_t kUnits =
    11;  ///< in the order of the table of contexts: controller, three loads, store, matmul, ...

/// What one run of the gates gave.
struct RtlResult {
  Matrix<std::int16_t> output;
  Cycles cycles;
  Bytes read, written;  ///< DRAM bytes asked for by bursts
  std::array<UnitCycles, kUnits> units{};
};

/// Parameters of octet_accelerator for an architecture, as `NAME=value ...`, sorted. Throws `UserError` listing what
/// the gates cannot be: rows or columns that are no multiple of 4, more lanes than rows.
std::string accelerator_parameters(const arch::Architecture& architecture);

/// The Verilated accelerator with a memory of the architecture's kind behind its AXI4 port.
class RtlAccelerator {
 public:
  /// Opens the model in `directory` that was built for this architecture; throws `UserError` naming the parameters when
  /// there is none.
  explicit RtlAccelerator(const arch::Architecture& architecture,
                          const std::filesystem::path& directory = model_directory());

  /// One inference from reset. `seed` draws the first contents of buffers, `memory_stall_seed` if not 0
  /// random stalls of the memory (hw::StallingMemory), the same as SystemC's with this seed. Throws `MachineFault` when
  /// the program needs gates that do not exist, reads DRAM never written or outside, breaks a rule of AXI4, or is not
  /// over after `cycle_limit` cycles.
  RtlResult run(const program::Program& program, const Matrix<std::int16_t>& input, std::uint64_t seed = 1,
                std::uint64_t cycle_limit = 100'000'000, std::uint64_t memory_stall_seed = 0);

 private:
  arch::Architecture architecture_;
  std::filesystem::path library_;
};

}  // namespace octet::rtl
