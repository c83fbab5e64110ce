// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <systemc>
#include <tlm>

#include <span>

#include "hw/memory/transfer_extension.hpp"
#include "models/execute/byte_memory.hpp"

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
  /// `count` runs of `run` bytes, `stride` bytes apart in DRAM, packed in `out` (count * run bytes).
  void read_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                    std::span<std::uint8_t> out);
  /// The same runs: where they lie in a memory that grants direct access, lasting; else packed in `room`.
  execute::Runs view_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                             RawBytes& room);
  void write_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                     const execute::Runs& from);
  void read(std::uint64_t address, std::span<std::uint8_t> out) {
    read_strided(address, out.size(), out.size(), 1, out);
  }

 private:
  void prepare(tlm::tlm_command command, const Transfer& transfer, unsigned char* data);
  void move(tlm::tlm_command command, const Transfer& transfer, unsigned char* data);

  tlm::tlm_generic_payload payload_, bytes_payload_;  ///< of timed transfers, and of those that move bytes
  TransferExtension extension_, bytes_extension_;
  Transposer transposer_;
};

}  // namespace octet::hw
