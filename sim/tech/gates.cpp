// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/gates.hpp"

#include <algorithm>

#include "models/program/command.hpp"
#include "sim/tech/read_row.hpp"
#include "sim/tech/shipped_tables.hpp"

namespace octet::tech {
namespace {

std::array<Row, kPartCount> read_gates() {
  graph::YamlFile file(std::string(shipped_gates()), "(shipped) gates.yaml");
  graph::YamlMap root(file, file.root(), "");
  root.integer("octet_gates", 1, 1);
  const YAML::Node list = root.mapping("rows");
  graph::YamlMap map(file, list, "/rows");
  std::array<Row, kPartCount> rows;
  for (std::size_t i = 0; i < kPartCount; ++i) rows[i] = read_row(file, map, key(static_cast<Part>(i)));
  map.finish();
  root.finish();
  file.finish();
  return rows;
}

double of(Part part) { return gate_rows()[static_cast<std::size_t>(part)].value; }

/// A unit of lanes: `base`, and `lanes` times a lane whose multipliers take as many bits as the machine supports.
double vector_unit(Part base, Part lane, std::uint32_t lanes) { return of(base) + lanes * of(lane); }

double controller(const arch::Architecture& it) {
  constexpr int kQueues = static_cast<int>(program::kContextCount) - 1;  // fetch has none
  constexpr int kTrackers = 10;                                          // a unit each but the controller
  const double banks = it.activation.banks + it.weight.banks + it.accumulator.banks + it.parameter.banks;
  return kQueues * (of(Part::context_base) + it.queue_depth * of(Part::context_slot) + banks * of(Part::context_bank)) +
         of(Part::scoreboard_base) + banks * of(Part::scoreboard_bank) +
         kTrackers * (of(Part::tracker_base) + banks * of(Part::tracker_bank)) + of(Part::fetch_base) +
         it.fetch_depth * of(Part::fetch_slot);
}

double dma(const arch::Architecture& it) {
  const double lanes = std::max(it.rows, it.columns), beat = it.memory.beat_bytes;
  return of(Part::dma_base) + beat * of(Part::dma_beat_byte) + lanes * of(Part::dma_lane) +
         lanes * beat * of(Part::dma_block_byte);
}

}  // namespace

const char* key(Part part) {
  static constexpr std::array<const char*, kPartCount> kKeys = {"matmul_base",         "pe_shadow",
                                                                "pe_single",           "requantizer_base",
                                                                "requantizer_lane",    "requantizer_lane_bit",
                                                                "softmax_base",        "softmax_lane",
                                                                "activation_base",     "activation_lane",
                                                                "activation_lane_bit", "normalization_base",
                                                                "normalization_lane",  "residual_adder_base",
                                                                "residual_adder_lane", "residual_adder_lane_bit",
                                                                "context_base",        "context_slot",
                                                                "context_bank",        "scoreboard_base",
                                                                "scoreboard_bank",     "tracker_base",
                                                                "tracker_bank",        "fetch_base",
                                                                "fetch_slot",          "dma_base",
                                                                "dma_beat_byte",       "dma_lane",
                                                                "dma_block_byte"};
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
  const double bits = it.numerics.multiplier_bits_max;
  switch (unit) {
    case LogicUnit::controller:
      return controller(it);
    case LogicUnit::dma:
      return dma(it);
    case LogicUnit::matmul:
      return of(Part::matmul_base) +
             static_cast<double>(it.rows) * it.columns * of(it.shadow_accumulators ? Part::pe_shadow : Part::pe_single);
    case LogicUnit::requantizer:
      return vector_unit(Part::requantizer_base, Part::requantizer_lane, it.lanes.requantizer) +
             it.lanes.requantizer * bits * of(Part::requantizer_lane_bit);
    case LogicUnit::softmax:
      return vector_unit(Part::softmax_base, Part::softmax_lane, it.lanes.softmax);
    case LogicUnit::activation:
      return vector_unit(Part::activation_base, Part::activation_lane, it.lanes.activation) +
             it.lanes.activation * bits * of(Part::activation_lane_bit);
    case LogicUnit::normalization:
      return vector_unit(Part::normalization_base, Part::normalization_lane, it.lanes.normalization);
    case LogicUnit::residual_adder:
      return vector_unit(Part::residual_adder_base, Part::residual_adder_lane, it.lanes.residual_adder) +
             it.lanes.residual_adder * bits * of(Part::residual_adder_lane_bit);
  }
  return 0.0;
}

}  // namespace octet::tech
