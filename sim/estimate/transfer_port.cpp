// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/transfer_port.hpp"

namespace octet::sim::estimation {
namespace {

std::variant<BurstPort, hw::MemoryPort> port_of(const arch::Memory& memory) {
  if (memory.device.kind().closed_form != nullptr) return BurstPort(memory);
  return hw::MemoryPort(memory);
}

}  // namespace

TransferPort::TransferPort(const arch::Memory& memory) : port_(port_of(memory)) {}

StepEnd TransferPort::schedule(const hw::Transfer& transfer, Cycle granted, hw::Transposer& transposer) {
  if (auto* closed = std::get_if<BurstPort>(&port_)) return closed->schedule(transfer, granted, transposer);
  const hw::TransferTiming timing = std::get<hw::MemoryPort>(port_).schedule(transfer, granted, transposer);
  rows_opened_ = timing.rows_opened;
  return {timing.occupancy_end, timing.completion};
}

}  // namespace octet::sim::estimation
