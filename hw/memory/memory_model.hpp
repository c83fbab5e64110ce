// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "hw/arch/architecture.hpp"

namespace octet::hw {

/// One burst on the memory port.
struct Burst {
  std::uint64_t address = 0;
  std::uint32_t bytes = 0;
  bool is_write = false;
};

/// What becomes of a burst, in accelerator cycles.
struct BurstTiming {
  std::uint64_t issued = 0;      ///< its address is taken
  std::uint64_t data_last = 0;   ///< its last write beat is taken; `issued` for reads
  std::uint64_t first_beat = 0;  ///< on the data bus
  std::uint64_t last_beat = 0;   ///< on the data bus: the burst is over
};

/// Counts memory cycles; knows no data. One interface, one file an implementation, chosen by name (`memory.kind`).
/// SystemC and the RTL's bench drive the same model, so both see one memory. Answers in order of submission.
class MemoryModel {
 public:
  virtual ~MemoryModel() = default;
  /// A burst whose address, and whose first write beat, are offered from cycle `cycle` on; calls come with rising
  /// cycles (equal only across a reset), after the one before was issued and its write data taken.
  virtual BurstTiming submit(const Burst& burst, std::uint64_t cycle) = 0;
  /// Cycles that write beat `beat` waits after the one before it in its burst was taken; beats count from 0 at reset.
  virtual std::uint64_t data_stall(std::uint64_t /*beat*/) const { return 0; }
  /// Empty cycles of the data bus before beat `beat` of all reads and writes, behind the one before it in its burst.
  virtual std::uint64_t bus_gap(std::uint64_t /*beat*/) const { return 0; }
  virtual void reset() = 0;
};

/// The model that the architecture names; with a `stall_seed` other than 0 behind random stalls (StallingMemory).
/// Throws `UserError` for an unknown kind.
std::unique_ptr<MemoryModel> make_memory_model(const arch::Memory& memory, std::uint64_t stall_seed = 0);

}  // namespace octet::hw
