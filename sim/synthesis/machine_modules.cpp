// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/machine_modules.hpp"

#include <algorithm>

#include "hw/common/unit_id.hpp"

namespace octet::synthesis {
namespace {

using Parameters = std::vector<std::pair<std::string, std::uint64_t>>;

/// Contexts that are alike, by the first of them, and how many: three loads, two of matmul and of requantizer, one of
/// the others.
constexpr std::pair<program::Context, int> kContexts[] = {
    {program::Context::load_a, 3},        {program::Context::store, 1},         {program::Context::matmul_a, 2},
    {program::Context::requantizer_a, 2}, {program::Context::softmax, 1},       {program::Context::activation, 1},
    {program::Context::normalization, 1}, {program::Context::residual_adder, 1}};

Parameters of_context(const arch::Architecture& it, program::Context context) {
  Parameters out = {{"CONTEXT", static_cast<std::uint64_t>(context)},
                    {"QUEUE_DEPTH", it.queue_depth},
                    {"ROWS", it.rows},
                    {"COLUMNS", it.columns}};
  const auto add = [&](const std::string& name, const arch::Buffer& buffer) {
    out.emplace_back(name + "_BANKS", buffer.banks);
    out.emplace_back(name + "_BANK_BYTES", buffer.bytes / buffer.banks);
  };
  add("ACTIVATION", it.buffers.activation);
  add("WEIGHT", it.buffers.weight);
  add("ACCUMULATOR", it.buffers.accumulator);
  add("PARAMETER", it.buffers.parameter);
  return out;
}

}  // namespace

std::vector<Module> machine_modules(const arch::Architecture& it) {
  constexpr int kTrackers = static_cast<int>(machine::kGatedUnitCount) - 1;  // the controller has none
  const std::uint64_t banks = std::uint64_t{it.buffers.activation.banks} + it.buffers.weight.banks +
                              it.buffers.accumulator.banks + it.buffers.parameter.banks;
  const std::uint64_t bits = static_cast<std::uint64_t>(it.numerics.multiplier_bits_max);
  const auto lanes = [&](std::uint32_t count) -> Parameters { return {{"ROWS", it.rows}, {"LANES", count}}; };
  const auto scaled = [&](std::uint32_t count) -> Parameters {
    return {{"ROWS", it.rows}, {"LANES", count}, {"MULTIPLIER_BITS", bits}};
  };
  std::vector<Module> out;
  for (const auto& [context, count] : kContexts)
    out.push_back({"controller", "octet_context", of_context(it, context), count});
  const std::vector<Module> others = {
      {"controller", "octet_scoreboard", {{"BANKS", banks}}},
      {"controller", "octet_unit_tracker", {{"BANKS", banks}}, kTrackers},
      {"controller", "octet_controller", {{"FETCH_DEPTH", it.fetch_depth}, {"BEAT_BYTES", it.memory.beat_bytes}}},
      {"dma",
       "octet_dma",
       {{"LANES", std::max(it.rows, it.columns)},
        {"TRANSPOSER_BLOCKS", it.memory.transposer_blocks},
        {"DMA_IN_FLIGHT", it.dma_in_flight},
        {"BEAT_BYTES", it.memory.beat_bytes},
        {"BURST_BYTES", it.memory.burst_bytes},
        {"OUTSTANDING", it.memory.outstanding}}},
      {"matmul",
       "octet_matmul",
       {{"ROWS", it.rows}, {"COLUMNS", it.columns}, {"SHADOW", it.shadow_accumulators ? 1u : 0u}}},
      {"requantizer", "octet_requantizer", scaled(it.lanes.requantizer)},
      {"softmax", "octet_softmax", lanes(it.lanes.softmax)},
      {"activation", "octet_activation", scaled(it.lanes.activation)},
      {"normalization", "octet_normalization", lanes(it.lanes.normalization)},
      {"residual_adder", "octet_residual_adder", scaled(it.lanes.residual_adder)},
  };
  out.insert(out.end(), others.begin(), others.end());
  return out;
}

}  // namespace octet::synthesis
