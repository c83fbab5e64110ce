// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "hw/common/buffer.hpp"
#include "models/program/command.hpp"

namespace octet::hw {

/// The four buffers of an accelerator, by space.
class OnChipBuffers {
 public:
  explicit OnChipBuffers(const arch::Architecture& architecture);

  /// Throws `MachineFault` for DRAM, which is reached over the memory port only.
  BankedBuffer& of(program::Space space);
  /// Every byte becomes unwritten.
  void poison();

 private:
  std::array<BankedBuffer, 4> buffers_;
};

}  // namespace octet::hw
