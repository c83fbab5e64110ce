// SPDX-License-Identifier: Apache-2.0
#include "hw/core/dma.hpp"

namespace octet::hw {

Dma::Dma(const sc_core::sc_module_name& name, Environment& environment) : StepUnit(name, environment) {}

StepTiming Dma::time_step(const GrantedStep& step) {
  const TransferTiming timing = memory_.send(transfer_of(step.command(), step.step), step.granted);
  return {timing.occupancy_end, timing.completion};
}

execute::Runs Dma::read_strided(program::Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                                std::uint64_t count, RawBytes& room) {
  if (space != program::Space::dram) return StepUnit::read_strided(space, address, run, stride, count, room);
  return memory_.view_strided(address, run, stride, count, room);
}

void Dma::write(const execute::Write& result) {
  if (result.space != program::Space::dram) return StepUnit::write(result);
  memory_.write_strided(result.address, result.run, result.stride, result.count, result.source());
}

}  // namespace octet::hw
