// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/interconnect.hpp"

namespace octet::hw {

Interconnect::Interconnect(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
  initiators_target.register_b_transport(this, &Interconnect::b_transport);
  initiators_target.register_transport_dbg(this, &Interconnect::transport_dbg);
}

void Interconnect::b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  memory_initiator->b_transport(payload, delay);
}

unsigned Interconnect::transport_dbg(int, tlm::tlm_generic_payload& payload) {
  return memory_initiator->transport_dbg(payload);
}

}  // namespace octet::hw
