// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/dram.hpp"

#include "hw/memory/transfer_extension.hpp"

namespace octet::hw {

Dram::Dram(const sc_core::sc_module_name& name, const arch::Memory& memory, const Clock& clock,
           execute::ByteMemory& bytes, std::uint64_t stall_seed)
    : sc_core::sc_module(name), clock_(clock), port_(memory, stall_seed), memory_(bytes) {
  memory_target.register_b_transport(this, &Dram::b_transport);
  memory_target.register_transport_dbg(this, &Dram::transport_dbg);
  memory_target.register_get_direct_mem_ptr(this, &Dram::get_direct_mem_ptr);
}

void Dram::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  TransferExtension* extension = nullptr;
  payload.get_extension(extension);
  if (extension == nullptr) {
    payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
    return;
  }
  const Transfer& transfer = extension->transfer;
  if (transfer.address + (transfer.rows - 1) * transfer.pitch + transfer.row_bytes > memory_.bytes()) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  extension->timing = port_.schedule(transfer, extension->granted, *extension->transposer);
  bursts_ += extension->timing.bursts;
  rows_opened_ += extension->timing.rows_opened;
  (transfer.is_write ? words_written_ : words_read_) += extension->timing.beats;
  delay += clock_.until_edge(extension->timing.completion + 1);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

void Dram::add_traffic(Counters& counters) const {
  MemoryCounters& traffic = counters.memories[static_cast<std::size_t>(program::Space::dram)];
  traffic.words_read += words_read_;
  traffic.words_written += words_written_;
  counters.bursts += bursts_;
  counters.activations += rows_opened_;
}

unsigned Dram::transport_dbg(tlm::tlm_generic_payload& payload) {
  const std::span<unsigned char> bytes(payload.get_data_ptr(), payload.get_data_length());
  TransferExtension* extension = nullptr;
  payload.get_extension(extension);
  if (extension == nullptr) return 0;
  const Transfer& it = extension->transfer;
  if (payload.is_read()) memory_.read_strided(it.address, it.row_bytes, it.pitch, it.rows, bytes);
  if (payload.is_write()) memory_.write_strided(it.address, it.row_bytes, it.pitch, it.rows, bytes);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  return payload.get_data_length();
}

bool Dram::get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& direct) {
  TransferExtension* extension = nullptr;
  payload.get_extension(extension);
  if (extension == nullptr || !payload.is_read()) return false;
  const Transfer& it = extension->transfer;
  const std::uint8_t* bytes = memory_.lasting(it.address, it.row_bytes, it.pitch, it.rows);
  if (bytes == nullptr) return false;
  // The protocol's pointer is one for both directions.
  direct.set_dmi_ptr(const_cast<unsigned char*>(bytes));
  direct.set_start_address(it.address);
  direct.set_end_address(it.address + (it.rows - 1) * it.pitch + it.row_bytes - 1);
  direct.allow_read();
  return true;
}

}  // namespace octet::hw
