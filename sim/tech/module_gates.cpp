// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/module_gates.hpp"

#include "hw/common/unit_id.hpp"
#include "models/core/error.hpp"
#include "sim/tech/gates.hpp"

namespace octet::tech {
namespace {

double of(Part part) { return gate_rows()[static_cast<std::size_t>(part)].value; }

class Values {
 public:
  Values(const std::string& module, const ModuleParameters& parameters) : module_(module), parameters_(parameters) {}

  double operator()(const std::string& name) const {
    const auto at = parameters_.find(name);
    if (at == parameters_.end()) throw InternalError("no parameter " + name + " of " + module_);
    return at->second;
  }

 private:
  const std::string& module_;
  const ModuleParameters& parameters_;
};

/// Contexts that move bytes multiply sizes, those of matmul by the depth; every one compares each bank with the ranges
/// of bytes that a step may claim: four in the activation buffer, two in each of the others.
double context_gates(const Values& it) {
  const auto context = static_cast<program::Context>(it("CONTEXT"));
  const bool moves = hw::uses_memory_port(context), multiplies = hw::unit_of(context) == hw::UnitId::matmul;
  const Part base = moves ? Part::context_transfer : multiplies ? Part::context_matmul : Part::context_other;
  const double compared =
      4 * it("ACTIVATION_BANKS") + 2 * (it("WEIGHT_BANKS") + it("ACCUMULATOR_BANKS") + it("PARAMETER_BANKS"));
  return of(base) + it("QUEUE_DEPTH") * of(Part::context_slot) + compared * of(Part::context_bank);
}

double dma_gates(const Values& it) {
  const double lanes = it("LANES"), beat = it("BEAT_BYTES");
  return of(Part::dma_base) + beat * of(Part::dma_beat_byte) + lanes * of(Part::dma_lane) +
         it("TRANSPOSER_BLOCKS") * lanes * beat * of(Part::dma_block_byte) + it("DMA_IN_FLIGHT") * of(Part::dma_step) +
         it("OUTSTANDING") * of(Part::dma_burst);
}

double matmul_gates(const Values& it) {
  return of(Part::matmul_base) +
         it("ROWS") * it("COLUMNS") * of(it("SHADOW") != 0.0 ? Part::pe_shadow : Part::pe_single);
}

/// A unit of lanes.
double lanes_gates(Part base, Part lane, const Values& it) { return of(base) + it("LANES") * of(lane); }

/// One whose lanes multiply by a scale.
double scaled_gates(Part base, Part lane, Part lane_bit, const Values& it) {
  return lanes_gates(base, lane, it) + it("LANES") * it("MULTIPLIER_BITS") * of(lane_bit);
}

double buffer_gates(const Values& it) {
  return it("BYTES") * (of(Part::flop_byte) + it("READ_LANES") * of(Part::flop_byte_read) +
                        it("WRITE_LANES") * of(Part::flop_byte_write));
}

}  // namespace

double module_gates(const std::string& module, const ModuleParameters& parameters) {
  const Values it(module, parameters);
  if (module == "octet_context") return context_gates(it);
  if (module == "octet_scoreboard") return of(Part::scoreboard_base) + it("BANKS") * of(Part::scoreboard_bank);
  if (module == "octet_unit_tracker") return of(Part::tracker_base) + it("BANKS") * of(Part::tracker_bank);
  if (module == "octet_controller")
    return of(Part::fetch_base) + it("FETCH_DEPTH") * of(Part::fetch_slot) +
           it("BEAT_BYTES") * of(Part::fetch_beat_byte);
  if (module == "octet_dma") return dma_gates(it);
  if (module == "octet_matmul") return matmul_gates(it);
  if (module == "octet_requantizer")
    return scaled_gates(Part::requantizer_base, Part::requantizer_lane, Part::requantizer_lane_bit, it);
  if (module == "octet_softmax") return lanes_gates(Part::softmax_base, Part::softmax_lane, it);
  if (module == "octet_activation")
    return scaled_gates(Part::activation_base, Part::activation_lane, Part::activation_lane_bit, it);
  if (module == "octet_normalization") return lanes_gates(Part::normalization_base, Part::normalization_lane, it);
  if (module == "octet_residual_adder")
    return scaled_gates(Part::residual_adder_base, Part::residual_adder_lane, Part::residual_adder_lane_bit, it);
  if (module == "octet_buffer") return buffer_gates(it);
  throw InternalError("no area model of " + module);
}

}  // namespace octet::tech
