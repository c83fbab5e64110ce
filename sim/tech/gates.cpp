// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/gates.hpp"

#include <algorithm>

#include "models/machine/tables.hpp"
#include "sim/tech/module_gates.hpp"
#include "sim/tech/read_row.hpp"
#include "sim/tech/shipped_tables.hpp"

namespace octet::tech {
namespace {

std::array<Row, kPartCount> read_gates() {
  io::YamlFile file(std::string(shipped_gates()), "(shipped) gates.yaml");
  io::YamlMap root(file, file.root(), "");
  root.integer("octet_gates", 1, 1);
  const YAML::Node list = root.mapping("rows");
  io::YamlMap map(file, list, "/rows");
  std::array<Row, kPartCount> rows;
  for (std::size_t i = 0; i < kPartCount; ++i) rows[i] = read_row(file, map, key(static_cast<Part>(i)));
  map.finish();
  root.finish();
  file.finish();
  return rows;
}

double controller(const arch::Architecture& it) {
  constexpr int kTrackers = 10;  // a unit each but the controller
  const double banks =
      it.buffers.activation.banks + it.buffers.weight.banks + it.buffers.accumulator.banks + it.buffers.parameter.banks;
  ModuleParameters context = {{"QUEUE_DEPTH", it.queue_depth},
                              {"ACTIVATION_BANKS", it.buffers.activation.banks},
                              {"WEIGHT_BANKS", it.buffers.weight.banks},
                              {"ACCUMULATOR_BANKS", it.buffers.accumulator.banks},
                              {"PARAMETER_BANKS", it.buffers.parameter.banks}};
  double sum =
      module_gates("octet_scoreboard", {{"BANKS", banks}}) +
      kTrackers * module_gates("octet_unit_tracker", {{"BANKS", banks}}) +
      module_gates("octet_controller", {{"FETCH_DEPTH", it.fetch_depth}, {"BEAT_BYTES", it.memory.beat_bytes}});
  for (std::size_t index = 1; index < machine::kGatedContextCount; ++index) {  // fetch has no queue
    context["CONTEXT"] = static_cast<double>(index);
    sum += module_gates("octet_context", context);
  }
  return sum;
}

/// `name` with its lanes; all with scales have the machine's widest.
double lanes(const char* name, std::uint32_t count, const arch::Architecture& it) {
  const double bits = it.numerics.multiplier_bits_max;
  return module_gates(name, {{"ROWS", it.rows}, {"LANES", count}, {"MULTIPLIER_BITS", bits}});
}

}  // namespace

const char* key(Part part) {
  static constexpr std::array<const char*, kPartCount> kKeys = {"matmul_base",
                                                                "pe_shadow",
                                                                "pe_single",
                                                                "requantizer_base",
                                                                "requantizer_lane",
                                                                "requantizer_lane_bit",
                                                                "softmax_base",
                                                                "softmax_lane",
                                                                "activation_base",
                                                                "activation_lane",
                                                                "activation_lane_bit",
                                                                "normalization_base",
                                                                "normalization_lane",
                                                                "residual_adder_base",
                                                                "residual_adder_lane",
                                                                "residual_adder_lane_bit",
                                                                "context_transfer",
                                                                "context_matmul",
                                                                "context_other",
                                                                "context_slot",
                                                                "context_bank",
                                                                "scoreboard_base",
                                                                "scoreboard_bank",
                                                                "tracker_base",
                                                                "tracker_bank",
                                                                "fetch_base",
                                                                "fetch_slot",
                                                                "fetch_beat_byte",
                                                                "dma_base",
                                                                "dma_beat_byte",
                                                                "dma_lane",
                                                                "dma_block_byte",
                                                                "dma_step",
                                                                "dma_burst",
                                                                "flop_byte",
                                                                "flop_byte_read",
                                                                "flop_byte_write"};
  return kKeys[static_cast<std::size_t>(part)];
}

const char* name(LogicUnit unit) {
  static constexpr std::array<const char*, kLogicUnitCount> kNames = {
      "controller", "dma", "matmul", "requantizer", "softmax", "activation", "normalization", "residual_adder"};
  return kNames[static_cast<std::size_t>(unit)];
}

const std::array<Row, kPartCount>& gate_rows() {
  static const std::array<Row, kPartCount> kRows = read_gates();
  return kRows;
}

double gates(LogicUnit unit, const arch::Architecture& it) {
  switch (unit) {
    case LogicUnit::controller:
      return controller(it);
    case LogicUnit::dma:
      return module_gates("octet_dma", {{"LANES", std::max(it.rows, it.columns)},
                                        {"BEAT_BYTES", it.memory.beat_bytes},
                                        {"DMA_IN_FLIGHT", it.dma_in_flight},
                                        {"OUTSTANDING", it.memory.outstanding},
                                        {"TRANSPOSER_BLOCKS", it.memory.transposer_blocks}});
    case LogicUnit::matmul:
      return module_gates("octet_matmul",
                          {{"ROWS", it.rows}, {"COLUMNS", it.columns}, {"SHADOW", it.shadow_accumulators ? 1.0 : 0.0}});
    case LogicUnit::requantizer:
      return lanes("octet_requantizer", it.lanes.requantizer, it);
    case LogicUnit::softmax:
      return lanes("octet_softmax", it.lanes.softmax, it);
    case LogicUnit::activation:
      return lanes("octet_activation", it.lanes.activation, it);
    case LogicUnit::normalization:
      return lanes("octet_normalization", it.lanes.normalization, it);
    case LogicUnit::residual_adder:
      return lanes("octet_residual_adder", it.lanes.residual_adder, it);
  }
  return 0.0;
}

}  // namespace octet::tech
