// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/memory/memory_initiator.hpp"
#include "hw/units/step_unit.hpp"

namespace octet::hw {

/// A DMA engine, load or store: moves one 2-D block a step between DRAM and a buffer, transposing where the layout says
/// so. Goes on with the next step as soon as the port has taken all bursts of this one.
class Dma final : public StepUnit {
 public:
  Dma(const sc_core::sc_module_name& name, Environment& environment);
  MemoryInitiator& memory() { return memory_; }

 private:
  StepTiming time_step(const GrantedStep& step) override;
  execute::Runs read_strided(program::Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                             std::uint64_t count, RawBytes& room) override;
  void write(const execute::Write& result) override;

  MemoryInitiator memory_{"memory"};
};

}  // namespace octet::hw
