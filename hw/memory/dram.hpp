// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <systemc>
#include <tlm>

#include "hw/common/clock.hpp"
#include "hw/common/counters.hpp"
#include "hw/memory/memory_port.hpp"
#include "models/execute/byte_memory.hpp"

namespace octet::hw {

/// External memory behind its port: cycles from the memory model, bytes from a store of its own. `b_transport`
/// takes a whole transfer and annotates when it is over; `transport_dbg` moves its bytes at once and faults on poison.
/// Direct access is granted to one transfer at a time, to read what only the image holds: it lasts.
class Dram final : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Dram> memory_target{"memory_target"};

  /// `bytes` outlives it. A `stall_seed` other than 0 draws random stalls.
  Dram(const sc_core::sc_module_name& name, const arch::Memory& memory, const Clock& clock, execute::ByteMemory& bytes,
       std::uint64_t stall_seed);

  /// Adds the words, bursts and opened rows of all transfers so far.
  void add_traffic(Counters& counters) const;

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& direct);

  const Clock& clock_;
  MemoryPort port_;
  execute::ByteMemory& memory_;
  std::uint64_t words_read_ = 0, words_written_ = 0, bursts_ = 0, rows_opened_ = 0;
};

}  // namespace octet::hw
