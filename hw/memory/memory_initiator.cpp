// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/memory_initiator.hpp"

#include "models/core/error.hpp"

namespace octet::hw {

MemoryInitiator::MemoryInitiator(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
  payload_.set_extension(&extension_);
  bytes_payload_.set_extension(&bytes_extension_);
}

// The extensions are members, not the payloads' to free.
MemoryInitiator::~MemoryInitiator() {
  payload_.clear_extension(&extension_);
  bytes_payload_.clear_extension(&bytes_extension_);
}

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

void MemoryInitiator::prepare(tlm::tlm_command command, const Transfer& transfer, unsigned char* data) {
  const auto bytes = static_cast<unsigned>(transfer.rows * transfer.row_bytes);
  bytes_extension_.transfer = transfer;
  bytes_payload_.set_command(command);
  bytes_payload_.set_address(transfer.address);
  bytes_payload_.set_data_ptr(data);
  bytes_payload_.set_data_length(bytes);
  bytes_payload_.set_streaming_width(bytes);
}

void MemoryInitiator::move(tlm::tlm_command command, const Transfer& transfer, unsigned char* data) {
  prepare(command, transfer, data);
  const unsigned moved = memory_initiator->transport_dbg(bytes_payload_);
  OCTET_CHECK(moved == transfer.rows * transfer.row_bytes, "dram moves all bytes or faults");
}

void MemoryInitiator::read_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                                   std::span<std::uint8_t> out) {
  OCTET_CHECK(out.size() == run * count, "room for all runs");
  move(tlm::TLM_READ_COMMAND, {address, count, run, stride}, out.data());
}

execute::Runs MemoryInitiator::view_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                                            std::uint64_t count, RawBytes& room) {
  prepare(tlm::TLM_READ_COMMAND, {address, count, run, stride}, nullptr);
  tlm::tlm_dmi direct;
  if (memory_initiator->get_direct_mem_ptr(bytes_payload_, direct)) return {direct.get_dmi_ptr(), stride, true};
  room = RawBytes(run * count);
  read_strided(address, run, stride, count, room);
  return {room.data(), run};
}

void MemoryInitiator::write_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                                    const execute::Runs& from) {
  OCTET_CHECK(from.stride == run || count == 1, "a payload's bytes are packed");
  // A TLM payload has one pointer type for both directions; a write only reads through it.
  move(tlm::TLM_WRITE_COMMAND, {address, count, run, stride, true}, const_cast<std::uint8_t*>(from.data));
}

}  // namespace octet::hw
