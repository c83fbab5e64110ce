// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/dram.hpp"

#include "hw/memory/transfer_extension.hpp"

namespace octet::hw {

Dram::Dram(const sc_core::sc_module_name& name, Environment& environment)
    : sc_core::sc_module(name),
      environment_(environment),
      port_(environment.architecture.memory, environment.memory_stall_seed),
      memory_(environment.dram) {
  memory_target.register_b_transport(this, &Dram::b_transport);
  memory_target.register_transport_dbg(this, &Dram::transport_dbg);
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
  environment_.counters.bursts += extension->timing.bursts;
  environment_.counters.activations += extension->timing.activations;
  MemoryCounters& traffic = environment_.counters.memories[static_cast<std::size_t>(program::Space::dram)];
  (transfer.is_write ? traffic.words_written : traffic.words_read) += extension->timing.beats;
  delay += environment_.clock.until_edge(extension->timing.completion + 1);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
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

}  // namespace octet::hw
