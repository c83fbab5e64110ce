// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <systemc>
#include <tlm>

#include <span>

#include "hw/memory/transfer_extension.hpp"

namespace octet::hw {

/// The DRAM side of a DMA or of fetch: one TLM transaction a transfer, and its bytes.
class MemoryInitiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<MemoryInitiator> memory_initiator{"memory_initiator"};

  explicit MemoryInitiator(const sc_core::sc_module_name& name);
  ~MemoryInitiator() override;

  /// Sends the transfer granted in cycle `granted`; the memory port is this initiator's until the returned occupancy is
  /// over. Throws `MachineFault` when the memory refuses it.
  TransferTiming send(const Transfer& transfer, Cycle granted);
  void read(std::uint64_t address, std::span<std::uint8_t> out);
  void write(std::uint64_t address, std::span<const std::uint8_t> data);

 private:
  void move(tlm::tlm_command command, std::uint64_t address, unsigned char* data, std::size_t bytes);

  tlm::tlm_generic_payload payload_;
  TransferExtension extension_;
  Transposer transposer_;
};

}  // namespace octet::hw
