// SPDX-License-Identifier: Apache-2.0
#include "hw/core/core.hpp"

#include "hw/units/vector_units.hpp"

namespace octet::hw {

Core::Core(const sc_core::sc_module_name& name, Environment& environment, const program::Program& program,
           RunRecorder& record, std::uint64_t stall_seed, const std::map<UnitId, MakeStandIn>& stand_ins)
    : sc_core::sc_module(name),
      environment_(environment),
      scoreboard_("scoreboard", environment, record, stall_seed),
      sequencers_("sequencer", program::kContextCount - 1,
                  [&](const char* child, std::size_t i) {
                    return new Sequencer(child, environment, static_cast<program::Context>(i + 1));
                  }),
      controller_("controller", environment, program, sequencers_),
      dma_load_0_("dma_load_0", environment),
      dma_load_1_("dma_load_1", environment),
      dma_load_2_("dma_load_2", environment),
      dma_store_("dma_store", environment),
      matmul_("matmul", environment),
      requantizer_("requantizer", environment) {
  for (std::size_t i = 0; i < sequencers_.size(); ++i) {
    sequencers_[i].request_target.bind(scoreboard_.request_target);
    sequencers_[i].room_listener.bind(controller_.room_listener);
    scoreboard_.sequencers[i].bind(sequencers_[i].request_source);
  }
  controller_.request_target.bind(scoreboard_.request_target);
  controller_.step_listener.bind(scoreboard_.step_listener);
  scoreboard_.dispatch_status.bind(controller_.dispatch_status);
  scoreboard_.units[static_cast<std::size_t>(UnitId::controller)].bind(controller_.step_target);
  controller_.memory().memory_initiator.bind(interconnect_.initiators_target);

  bind_unit(UnitId::dma_load_0, dma_load_0_, stand_ins);
  bind_unit(UnitId::dma_load_1, dma_load_1_, stand_ins);
  bind_unit(UnitId::dma_load_2, dma_load_2_, stand_ins);
  bind_unit(UnitId::dma_store, dma_store_, stand_ins);
  bind_unit(UnitId::matmul, matmul_, stand_ins);
  bind_unit(UnitId::requantizer, requantizer_, stand_ins);
  for (const VectorUnit& it : kVectorUnits) {
    vector_units_.push_back(it.make(hw::name(it.unit), environment));
    bind_unit(it.unit, *vector_units_.back(), stand_ins);
  }
  for (Dma* dma : {&dma_load_0_, &dma_load_1_, &dma_load_2_, &dma_store_})
    dma->memory().memory_initiator.bind(interconnect_.initiators_target);
}

void Core::bind_unit(UnitId id, StepUnit& unit, const std::map<UnitId, MakeStandIn>& stand_ins) {
  unit.step_listener.bind(scoreboard_.step_listener);
  auto& port = scoreboard_.units[static_cast<std::size_t>(id)];
  const auto found = stand_ins.find(id);
  if (found == stand_ins.end()) return port.bind(unit.step_target);
  const std::string name = std::string(hw::name(id)) + "_stand_in";
  stand_ins_.push_back(found->second(name.c_str(), environment_, unit));
  stand_ins_.back()->step_listener.bind(scoreboard_.step_listener);
  port.bind(stand_ins_.back()->step_target);
}

std::vector<StandInSteps> Core::stand_in_steps() const {
  std::vector<StandInSteps> out;
  for (const auto& unit : stand_ins_) out.push_back(unit->steps());
  return out;
}

}  // namespace octet::hw
