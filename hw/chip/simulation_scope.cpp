// SPDX-License-Identifier: Apache-2.0
#include "hw/chip/simulation_scope.hpp"

// In blocks of their own: the quantum keeper needs SystemC before it.
#include <systemc>

#include <tlm_utils/tlm_quantumkeeper.h>

#include "models/core/error.hpp"

namespace octet::hw {
namespace {

void refuse_warnings(const sc_core::sc_report& report, const sc_core::sc_actions&) {
  if (report.get_severity() == sc_core::SC_INFO) return;
  throw InternalError(std::string("SystemC: ") + report.get_msg_type() + ": " + report.get_msg());
}

}  // namespace

SimulationScope::SimulationScope()
    : outer_current_(sc_core::sc_curr_simcontext), outer_default_(sc_core::sc_default_global_context) {
  sc_core::sc_report_handler::set_handler(refuse_warnings);
  sc_core::sc_curr_simcontext = sc_core::sc_default_global_context = new sc_core::sc_simcontext;
  tlm_utils::tlm_quantumkeeper::set_global_quantum(sc_core::SC_ZERO_TIME);
}

SimulationScope::~SimulationScope() {
  delete sc_core::sc_curr_simcontext;
  sc_core::sc_curr_simcontext = outer_current_;
  sc_core::sc_default_global_context = outer_default_;
}

}  // namespace octet::hw
