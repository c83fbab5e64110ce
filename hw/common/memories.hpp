// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/common/on_chip_buffers.hpp"

namespace octet::hw {

/// Every byte an accelerator and its memory hold. Kept from run to run for their storage; reset() is what a run starts
/// from.
struct Memories {
  explicit Memories(const arch::Architecture& architecture)
      : buffers(architecture), dram("dram", architecture.memory.bytes) {}

  /// Poisons the buffers; DRAM holds `image` from address 0 and nothing else. The image must outlive the run.
  void reset(std::span<const std::uint8_t> image) {
    buffers.poison();
    dram.set_image(image);
  }

  OnChipBuffers buffers;
  execute::ByteMemory dram;
};

}  // namespace octet::hw
