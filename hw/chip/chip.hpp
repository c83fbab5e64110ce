// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <memory>
#include <vector>

#include "hw/core/core.hpp"
#include "hw/memory/dram.hpp"
#include "hw/memory/interconnect.hpp"

namespace octet::hw {

/// What a core is made of; all of it outlives the core.
struct CoreParts {
  Environment& environment;
  const program::Program& program;
  RunRecorder& record;
  std::uint64_t stall_seed = 0;  ///< not 0: random cycles before requests
  const std::map<UnitId, MakeStandIn>& stand_ins;
};

/// Cores and the memory that they share, bound. One core is all that runs today: several ask for an arbiter before the
/// memory, for its port takes one transfer at a time.
class Chip final : public sc_core::sc_module {
 public:
  /// `dram` outlives it. A `memory_stall_seed` other than 0 draws random stalls of the memory.
  Chip(const sc_core::sc_module_name& name, const std::vector<CoreParts>& cores, const arch::Memory& memory,
       const Clock& clock, execute::ByteMemory& dram, std::uint64_t memory_stall_seed);

  const Core& core(std::size_t index) const { return *cores_[index]; }
  const Dram& dram() const { return dram_; }

 private:
  std::vector<std::unique_ptr<Core>> cores_;
  Interconnect interconnect_{"interconnect"};
  Dram dram_;
};

}  // namespace octet::hw
