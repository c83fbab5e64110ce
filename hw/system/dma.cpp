// SPDX-License-Identifier: Apache-2.0
#include "hw/system/dma.hpp"

namespace octet::hw {

Dma::Dma(const sc_core::sc_module_name& name, Environment& environment) : StepUnit(name, environment) {}

StepTiming Dma::time_step(const GrantedStep& step) {
  const TransferTiming timing = memory_.send(transfer_of(step.command(), step.step), step.granted);
  return {timing.occupancy_end, timing.completion};
}

program::Runs Dma::read_strided(program::Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                                std::uint64_t count, RawBytes& room) {
  if (space != program::Space::dram) return StepUnit::read_strided(space, address, run, stride, count, room);
  room.resize(run * count);
  const std::span<std::uint8_t> out(room);
  if (run == stride) {
    memory_.read(address, out);
  } else {
    for (std::uint64_t row = 0; row < count; ++row) memory_.read(address + row * stride, out.subspan(row * run, run));
  }
  return {room.data(), run};
}

void Dma::write(const program::Write& result) {
  if (result.space != program::Space::dram) return StepUnit::write(result);
  const std::span<const std::uint8_t> data(result.data);
  if (result.run == result.stride) return memory_.write(result.address, data);
  for (std::uint64_t row = 0; row < result.count; ++row)
    memory_.write(result.address + row * result.stride, data.subspan(row * result.run, result.run));
}

}  // namespace octet::hw
