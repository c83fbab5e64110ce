// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/interconnect.hpp"

namespace octet::hw {

Interconnect::Interconnect(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
  initiators_target.register_b_transport(this, &Interconnect::b_transport);
  initiators_target.register_transport_dbg(this, &Interconnect::transport_dbg);
  initiators_target.register_get_direct_mem_ptr(this, &Interconnect::get_direct_mem_ptr);
}

void Interconnect::b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  memory_initiator->b_transport(payload, delay);
}

unsigned Interconnect::transport_dbg(int, tlm::tlm_generic_payload& payload) {
  return memory_initiator->transport_dbg(payload);
}

bool Interconnect::get_direct_mem_ptr(int, tlm::tlm_generic_payload& payload, tlm::tlm_dmi& direct) {
  return memory_initiator->get_direct_mem_ptr(payload, direct);
}

}  // namespace octet::hw
