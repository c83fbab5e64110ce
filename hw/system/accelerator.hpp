// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <map>
#include <memory>
#include <vector>

#include "hw/memory/dram.hpp"
#include "hw/memory/interconnect.hpp"
#include "hw/system/controller.hpp"
#include "hw/system/dma.hpp"
#include "hw/system/scoreboard.hpp"
#include "hw/system/sequencer.hpp"
#include "hw/units/matmul.hpp"
#include "hw/units/requantizer.hpp"
#include "hw/units/stand_in.hpp"

namespace octet::hw {

/// The whole machine with its memory, bound; it starts on its own in cycle 0.
class Accelerator final : public sc_core::sc_module {
 public:
  Accelerator(const sc_core::sc_module_name& name, Environment& environment, const program::Program& program,
              RunRecorder& record, std::uint64_t stall_seed, const std::map<UnitId, MakeStandIn>& stand_ins = {});

  const Scoreboard& scoreboard() const { return scoreboard_; }
  /// Of the units that others stand in for.
  std::vector<StandInSteps> stand_in_steps() const;

 private:
  void bind_unit(UnitId id, StepUnit& unit, const std::map<UnitId, MakeStandIn>& stand_ins);

  Environment& environment_;
  Scoreboard scoreboard_;
  sc_core::sc_vector<Sequencer> sequencers_;
  Controller controller_;
  Dma dma_load_0_, dma_load_1_, dma_load_2_, dma_store_;
  Matmul matmul_;
  Requantizer requantizer_;
  std::vector<std::unique_ptr<StepUnit>> vector_units_;
  Interconnect interconnect_{"interconnect"};
  Dram dram_;
  std::vector<std::unique_ptr<StandIn>> stand_ins_;
};

}  // namespace octet::hw
