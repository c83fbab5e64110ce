// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/multi_passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <systemc>
#include <tlm>

namespace octet::hw {

/// Joins initiators to one memory port: fetch and the DMAs of a core, cores of a chip. It does not arbitrate: within a
/// core the scoreboard's port claim has done so, and the port itself refuses a second transfer while one holds it.
class Interconnect final : public sc_core::sc_module {
 public:
  tlm_utils::multi_passthrough_target_socket<Interconnect> initiators_target{"initiators_target"};
  tlm_utils::simple_initiator_socket<Interconnect> memory_initiator{"memory_initiator"};

  explicit Interconnect(const sc_core::sc_module_name& name);

 private:
  void b_transport(int initiator, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(int initiator, tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(int initiator, tlm::tlm_generic_payload& payload, tlm::tlm_dmi& direct);
};

}  // namespace octet::hw
