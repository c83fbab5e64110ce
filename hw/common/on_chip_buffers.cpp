// SPDX-License-Identifier: Apache-2.0
#include "hw/common/on_chip_buffers.hpp"

#include "models/core/error.hpp"

namespace octet::hw {

OnChipBuffers::OnChipBuffers(const arch::Architecture& architecture)
    : buffers_{BankedBuffer("activation", architecture.buffers.activation),
               BankedBuffer("weight", architecture.buffers.weight),
               BankedBuffer("accumulator", architecture.buffers.accumulator),
               BankedBuffer("parameter", architecture.buffers.parameter)} {}

void OnChipBuffers::poison() {
  for (BankedBuffer& buffer : buffers_) buffer.memory().poison();
}

BankedBuffer& OnChipBuffers::of(program::Space space) {
  if (space == program::Space::dram) throw MachineFault("dram is no on-chip buffer");
  return buffers_.at(static_cast<std::size_t>(space) - 1);
}

}  // namespace octet::hw
