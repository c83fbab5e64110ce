// SPDX-License-Identifier: Apache-2.0
#include "hw/common/on_chip_buffers.hpp"

#include "models/core/error.hpp"

namespace octet::hw {

OnChipBuffers::OnChipBuffers(const arch::Architecture& architecture)
    : buffers_{Buffer("activation", architecture.buffers.activation), Buffer("weight", architecture.buffers.weight),
               Buffer("accumulator", architecture.buffers.accumulator),
               Buffer("parameter", architecture.buffers.parameter)} {}

void OnChipBuffers::poison() {
  for (Buffer& buffer : buffers_) buffer.memory().poison();
}

Buffer& OnChipBuffers::of(program::Space space) {
  if (space == program::Space::dram) throw MachineFault("dram is no on-chip buffer");
  return buffers_.at(static_cast<std::size_t>(space) - 1);
}

}  // namespace octet::hw
