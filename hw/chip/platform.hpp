// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "hw/arch/architecture.hpp"
#include "hw/chip/run_result.hpp"
#include "hw/common/on_chip_buffers.hpp"
#include "hw/units/stand_in.hpp"
#include "models/core/matrix.hpp"
#include "models/core/progress.hpp"
#include "models/execute/layer_results.hpp"
#include "models/program/program.hpp"

namespace octet::hw {

struct PlatformOptions {
  bool values = true;            ///< false: timing only; the same cycles, nothing is read or written
  std::uint64_t stall_seed = 0;  ///< not 0: random extra cycles before requests; changes cycles, never data
  bool trace = false;            ///< keep every step in `RunResult::trace`
  bool explain = false;          ///< keep what the array waits for in `RunResult::array`
  /// Units that others stand in for: their gates (`rtl::stand_ins`); only with values.
  std::map<UnitId, MakeStandIn> stand_ins = {};
  /// Not 0: random stalls of the memory (StallingMemory), the same for the gates behind AXI4 with this seed.
  std::uint64_t memory_stall_seed = 0;
};

/// The SystemC view of one architecture: runs programs, each from reset. One at a time a process.
class Platform {
 public:
  using Options = PlatformOptions;

  explicit Platform(const arch::Architecture& architecture, Options options = {});

  /// One inference. Throws `UserError` when the program was compiled for another geometry, is symbolic while values are
  /// wanted, or the input does not fit; `MachineFault` when the machine faults or deadlocks. `progress` counts
  /// commands; `observer` hears of every step, with values only.
  RunResult run(const program::Program& program, const Matrix<std::int16_t>& input = {}, const Progress& progress = {},
                const execute::StepObserver& observer = {}) const;
  /// What the last run left in a memory.
  const execute::ByteMemory& memory(program::Space space) const;

 private:
  arch::Architecture architecture_;
  Options options_;
  // Kept from run to run for their storage; every run starts from poisoned buffers and the program's image.
  std::unique_ptr<OnChipBuffers> buffers_;
  std::unique_ptr<execute::ByteMemory> dram_;
};

}  // namespace octet::hw
