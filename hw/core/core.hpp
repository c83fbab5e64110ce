// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <map>
#include <memory>
#include <vector>

#include "hw/core/controller.hpp"
#include "hw/core/dma.hpp"
#include "hw/core/scoreboard.hpp"
#include "hw/core/sequencer.hpp"
#include "hw/memory/interconnect.hpp"
#include "hw/units/matmul.hpp"
#include "hw/units/requantizer.hpp"
#include "hw/units/stand_in.hpp"

namespace octet::hw {

/// One machine that runs a program: controller, contexts, scoreboard, DMA, buffers and units, bound. Its memory is
/// outside, behind `memory_initiator`. It starts on its own in cycle 0.
class Core final : public sc_core::sc_module {
 public:
  Core(const sc_core::sc_module_name& name, Environment& environment, const program::Program& program,
       RunRecorder& record, std::uint64_t stall_seed, const std::map<UnitId, MakeStandIn>& stand_ins = {});

  /// Transfers of fetch and the DMAs, one at a time.
  tlm_utils::simple_initiator_socket<Interconnect>& memory_initiator() { return interconnect_.memory_initiator; }

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
  std::vector<std::unique_ptr<StandIn>> stand_ins_;
};

}  // namespace octet::hw
