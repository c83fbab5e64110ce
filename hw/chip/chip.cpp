// SPDX-License-Identifier: Apache-2.0
#include "hw/chip/chip.hpp"

#include "models/core/error.hpp"

namespace octet::hw {

Chip::Chip(const sc_core::sc_module_name& name, const std::vector<CoreParts>& cores, const arch::Memory& memory,
           const Clock& clock, execute::ByteMemory& dram, std::uint64_t memory_stall_seed)
    : sc_core::sc_module(name), dram_("dram", memory, clock, dram, memory_stall_seed) {
  OCTET_CHECK(cores.size() == 1, "nothing arbitrates between cores");
  for (const CoreParts& it : cores) {
    const std::string core = "core_" + std::to_string(cores_.size());
    cores_.push_back(
        std::make_unique<Core>(core.c_str(), it.environment, it.program, it.record, it.stall_seed, it.stand_ins));
    cores_.back()->memory_initiator().bind(interconnect_.initiators_target);
  }
  interconnect_.memory_initiator.bind(dram_.memory_target);
}

}  // namespace octet::hw
