// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <systemc>
#include <tlm>

#include "hw/common/environment.hpp"
#include "hw/memory/memory_port.hpp"
#include "models/execute/byte_memory.hpp"

namespace octet::hw {

/// External memory behind its port: cycles from the memory model, bytes from the environment's store. `b_transport`
/// takes a whole transfer and annotates when it is over; `transport_dbg` moves its bytes at once and faults on poison.
/// Direct access is granted to one transfer at a time, to read what only the image holds: it lasts.
class Dram final : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Dram> memory_target{"memory_target"};

  Dram(const sc_core::sc_module_name& name, Environment& environment);

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& direct);

  Environment& environment_;
  MemoryPort port_;
  execute::ByteMemory& memory_;
};

}  // namespace octet::hw
