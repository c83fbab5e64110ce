// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "hw/memory/memory_port.hpp"

namespace octet::test {

inline constexpr std::uint64_t kBeat = 8;  ///< bytes of a beat of the model of octet_dma

/// The memory that the model of octet_dma was built for.
arch::Memory dma_memory();

/// A step for one channel of the DMA: 0 fetches a command from `dram`, 1 to 3 load, 4 stores.
struct DmaJob {
  std::uint32_t unit = 0;
  program::Space space = program::Space::activation;
  program::Layout layout = program::Layout::linear;
  std::uint8_t element_bytes = 1;
  std::uint16_t lanes = 1;  ///< of a panel
  std::uint16_t rows = 1;
  std::uint32_t columns = 1, pitch = 0, buffer = 0;
  std::uint64_t dram = 0;

  bool is_store() const { return unit == 4; }
  program::Command command() const;
  program::Step step() const;
  hw::Transfer transfer() const;
  /// Whether byte `at` of a panel is a lane beyond the valid ones.
  bool is_padding(std::uint64_t at) const;
  /// Where byte `at` of the row stands in the buffer.
  std::uint32_t buffer_address(std::uint64_t row, std::uint64_t at) const;
};

/// A job under way.
struct DmaStep {
  DmaJob job;
  hw::TransferTiming timing;  ///< with an ordered memory
  bool ended = false;
};

struct DmaBurst {
  std::shared_ptr<DmaStep> step;
  std::uint64_t address, bytes, row, offset;  ///< row and place of its first byte in the transfer
  bool block_last, last;
  std::uint64_t beats() const;
};

/// The bursts of a transfer, one after the other.
class DmaWalk {
 public:
  explicit DmaWalk(std::shared_ptr<DmaStep> step) : step_(std::move(step)), transfer_(step_->job.transfer()) {}
  DmaBurst next();

 private:
  std::shared_ptr<DmaStep> step_;
  hw::Transfer transfer_;
  std::uint64_t first_row_ = 0, row_ = 0, block_ = 0, place_ = 0;  ///< row in the tile; place in the block or row
};

}  // namespace octet::test
