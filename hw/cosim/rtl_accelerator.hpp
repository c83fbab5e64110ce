// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "hw/arch/architecture.hpp"
#include "hw/cosim/model_store.hpp"
#include "models/core/matrix.hpp"
#include "models/core/progress.hpp"
#include "models/core/quantity.hpp"
#include "models/execute/byte_memory.hpp"
#include "models/execute/layer_results.hpp"
#include "models/machine/tables.hpp"
#include "models/program/program.hpp"

namespace octet::rtl {

/// Cycles a unit spent in each state (docs/machine.md, "Counters"); they add up to the cycle count.
struct UnitCycles {
  std::uint64_t idle = 0, busy = 0, token = 0, unit = 0, port = 0, bank = 0, drain = 0;
};
inline constexpr std::size_t kUnits = machine::kGatedUnitCount;  ///< by machine::Unit

/// What one run of the gates gave.
struct RtlResult {
  Matrix<std::int16_t> output;
  Cycles cycles;
  Bytes read, written;            ///< DRAM bytes asked for by bursts
  std::uint64_t rows_opened = 0;  ///< of the memory
  std::array<UnitCycles, kUnits> units{};
};

/// octet_accelerator with every parameter that the architecture gives it. Throws `UserError` listing what the gates
/// cannot be: rows or columns that are no multiple of 4, or more than 64.
ModelRequest accelerator_request(const arch::Architecture& architecture);

/// The Verilated accelerator with a memory of the architecture's kind behind its AXI4 port.
class RtlAccelerator {
 public:
  /// Takes the model of this architecture from the store, which may build it: `provide_model` says what that throws and
  /// when it calls `tell`.
  explicit RtlAccelerator(const arch::Architecture& architecture,
                          const std::function<void(const std::string&)>& tell = {});
  /// Runs a model at hand, which was built as `accelerator_request` says but for what is the user's.
  RtlAccelerator(const arch::Architecture& architecture, std::filesystem::path library);

  /// The next run writes an FST waveform; the model must have been built with waves.
  void write_waves(std::filesystem::path file) { waves_ = std::move(file); }
  /// From now on runs tell of every step that computes. Throws `UserError` at the next run for a model that was built
  /// without a way to look into its activation buffer.
  void observe(execute::StepObserver observer) { observer_ = std::move(observer); }
  /// One inference from reset. `seed` draws the first contents of buffers, `memory_stall_seed` if not 0
  /// random stalls of the memory (hw::StallingMemory), the same as SystemC's with this seed. Throws `MachineFault` when
  /// the program needs gates that do not exist, reads DRAM never written or outside, breaks a rule of AXI4, or is not
  /// over after `cycle_limit` cycles. `progress` counts cycles, of `cycle_limit`.
  RtlResult run(const program::Program& program, const Matrix<std::int16_t>& input, std::uint64_t seed = 1,
                std::uint64_t cycle_limit = 100'000'000, const Progress& progress = {},
                std::uint64_t memory_stall_seed = 0);

 private:
  arch::Architecture architecture_;
  std::filesystem::path library_;
  std::optional<std::filesystem::path> waves_;
  execute::StepObserver observer_;
};

}  // namespace octet::rtl
