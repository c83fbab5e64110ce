// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/arch/architecture.hpp"
#include "hw/common/clock.hpp"
#include "hw/common/counters.hpp"
#include "hw/common/fault_latch.hpp"
#include "hw/common/on_chip_buffers.hpp"
#include "models/core/progress.hpp"
#include "models/execute/layer_results.hpp"

namespace octet::hw {

/// What every module of one core shares.
struct Environment {
  Environment(const arch::Architecture& it, bool with_values, OnChipBuffers& on_chip)
      : architecture(it), geometry(it.geometry()), clock(it.clock_hz), values(with_values), buffers(on_chip) {}

  const arch::Architecture& architecture;
  const program::Geometry geometry;
  const Clock clock;
  const bool values;  ///< false: the same events, but no byte is read or written
  OnChipBuffers& buffers;
  FaultLatch faults;
  Counters counters;
  Progress progress;                    ///< counts commands
  execute::StepObserver step_observer;  ///< only with values
  std::uint64_t commands_in_all = 0;

  /// Called when a step has written its results and nobody may overwrite them yet.
  void observe_step(program::Context context) const {
    if (!step_observer) return;
    const execute::ByteMemory& activations = buffers.of(program::Space::activation).memory();
    step_observer(context,
                  [&](std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                      std::span<std::uint8_t> out) { activations.read_strided(address, run, stride, count, out); });
  }
  /// Called in processes, under `faults.guard`, so that `progress` may throw.
  void report_progress() const { tell(progress, counters.commands, commands_in_all); }
};

}  // namespace octet::hw
