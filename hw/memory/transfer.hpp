// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/program/step.hpp"

namespace octet::hw {

/// What the memory port moves at a time: the fetch of a command, or one DMA step. `rows` rows of `row_bytes` bytes in
/// DRAM, `pitch` bytes apart.
struct Transfer {
  std::uint64_t address = 0;
  std::uint64_t rows = 1;
  std::uint64_t row_bytes = 0;
  std::uint64_t pitch = 0;
  bool is_write = false;
  bool transposes = false;          ///< layout row_panels: blocks of `lanes` rows x `beat_bytes` bytes
  std::uint32_t lanes = 1;          ///< rows of a block
  std::uint32_t element_bytes = 1;  ///< a block is drained or gathered one element column a cycle
};

/// The transfer of a `load` or `store` step. Linear with a pitch equal to the row is one long row,
/// and so is a panel, its padding lanes included.
Transfer transfer_of(const program::Command& command, const program::Step& step);

/// The transfer that fetches one command.
Transfer fetch_of(std::uint64_t address);

/// When a transfer holds the port and when it is over, as the last cycles of each.
struct TransferTiming {
  std::uint64_t occupancy_end = 0;  ///< last burst's issue (its last beat, for writes)
  std::uint64_t completion = 0;     ///< last beat on the data bus, or last cycle of the transposer
  std::uint64_t bursts = 0;
  std::uint64_t beats = 0;
  std::uint64_t rows_opened = 0;  ///< of the memory
};

/// The two blocks a context's load transposer still drains: the last cycles of its last two blocks. It outlives a step.
struct Transposer {
  std::uint64_t drained_last = 0;
  std::uint64_t drained_before = 0;
};

}  // namespace octet::hw
