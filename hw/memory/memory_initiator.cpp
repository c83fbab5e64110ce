// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/memory_initiator.hpp"

#include "models/core/error.hpp"

namespace octet::hw {

MemoryInitiator::MemoryInitiator(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
  payload_.set_extension(&extension_);
}

// The extension is a member, not the payload's to free.
MemoryInitiator::~MemoryInitiator() { payload_.clear_extension(&extension_); }

TransferTiming MemoryInitiator::send(const Transfer& transfer, Cycle granted) {
  extension_.transfer = transfer;
  extension_.granted = granted;
  extension_.transposer = &transposer_;
  payload_.set_command(transfer.is_write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  payload_.set_address(transfer.address);
  payload_.set_data_ptr(nullptr);
  payload_.set_data_length(0);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  memory_initiator->b_transport(payload_, delay);
  if (!payload_.is_response_ok()) throw MachineFault("dram refused a transfer: " + payload_.get_response_string());
  return extension_.timing;
}

void MemoryInitiator::move(tlm::tlm_command command, std::uint64_t address, unsigned char* data, std::size_t bytes) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(data);
  payload.set_data_length(static_cast<unsigned>(bytes));
  payload.set_streaming_width(static_cast<unsigned>(bytes));
  const unsigned moved = memory_initiator->transport_dbg(payload);
  OCTET_CHECK(moved == bytes, "dram moves all bytes or faults");
}

void MemoryInitiator::read(std::uint64_t address, std::span<std::uint8_t> out) {
  move(tlm::TLM_READ_COMMAND, address, out.data(), out.size());
}

void MemoryInitiator::write(std::uint64_t address, std::span<const std::uint8_t> data) {
  // A TLM payload has one pointer type for both directions; a write only reads through it.
  move(tlm::TLM_WRITE_COMMAND, address, const_cast<std::uint8_t*>(data.data()), data.size());
}

}  // namespace octet::hw
