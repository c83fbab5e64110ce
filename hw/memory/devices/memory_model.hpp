// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace octet::hw {

/// One burst on the memory port.
struct Burst {
  std::uint64_t address = 0;
  std::uint32_t bytes = 0;
  bool is_write = false;
};

/// Beats a burst takes: ceil((address mod beat + bytes) / beat).
inline std::uint64_t beats_of(const Burst& burst, std::uint32_t beat_bytes) {
  return (burst.address % beat_bytes + burst.bytes + beat_bytes - 1) / beat_bytes;
}

/// What becomes of a burst, in accelerator cycles.
struct BurstTiming {
  std::uint64_t issued = 0;       ///< its address is taken
  std::uint64_t data_last = 0;    ///< its last write beat is taken; `issued` for reads
  std::uint64_t first_beat = 0;   ///< on the data bus
  std::uint64_t last_beat = 0;    ///< on the data bus: the burst is over
  std::uint64_t rows_opened = 0;  ///< rows of the memory that were activated for it
};

/// A memory: counts its cycles and the rows it opens; knows no data. One file a kind (hw/memory/devices/kinds.hpp).
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

}  // namespace octet::hw
