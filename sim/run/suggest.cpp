// SPDX-License-Identifier: Apache-2.0
#include "sim/run/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "hw/arch/resolve.hpp"
#include "hw/chip/platform.hpp"
#include "models/core/error.hpp"
#include "models/machine/tables.hpp"
#include "sim/compile/compile.hpp"

namespace octet::sim {
namespace {

using hw::ArrayCause;

constexpr std::size_t kCauses = 2;
constexpr std::uint64_t kLeastPart = 100;  // of the run

std::string twice(const char* path, std::uint64_t value) { return fmt::format("{}={}", path, 2 * value); }

/// Changes that act on a cause, as `--set` takes them.
std::vector<std::string> candidates(ArrayCause cause, const arch::Architecture& it) {
  // Of a unit: more lanes, at most one a row.
  for (const machine::LanesKey& key : machine::kLanes)
    if (machine::row(key.kind).cause == cause)
      return {fmt::format("lanes.{}={}", machine::row(key.kind).lanes, std::min(2 * (it.lanes.*key.member), it.rows))};
  switch (cause) {
    case ArrayCause::drain:
      return {"array.shadow_accumulators=true"};
    case ArrayCause::memory:
      return {twice("memory.beat_bytes", it.memory.beat_bytes), twice("memory.outstanding", it.memory.outstanding),
              twice("memory.burst_bytes", it.memory.burst_bytes), twice("controller.dma_in_flight", it.dma_in_flight)};
    case ArrayCause::bank:
      return {"buffers.activation.ports=dual", "buffers.accumulator.ports=dual", "buffers.weight.ports=dual",
              twice("buffers.activation.banks", it.buffers.activation.banks),
              twice("buffers.accumulator.banks", it.buffers.accumulator.banks)};
    case ArrayCause::control:
      return {twice("controller.queue_depth", it.queue_depth), twice("controller.fetch_depth", it.fetch_depth)};
    default:
      return {};
  }
}

/// Every key of the mapping at a few other values: how work is cut and what overlaps, on the same machine.
std::vector<std::string> mapping_candidates(const arch::MappingKeys& it) {
  std::vector<std::string> out;
  const auto add = [&](const char* key, std::uint32_t now, std::initializer_list<std::uint32_t> others) {
    for (const std::uint32_t other : others)
      if (other != now) out.push_back(fmt::format("mapping.{}={}", key, other));
  };
  const auto add_neighbors = [&](const char* key, std::uint32_t now) { add(key, now, {now - 1, now + 1}); };
  add("chunk_tiles", it.chunk_tiles, {0, 2, 4, 8, 16});
  add("weight_slots", it.weight_slots, {0, 2, 3, 4});
  add_neighbors("activation_slots", it.activation_slots);
  add_neighbors("accumulator_slots", it.accumulator_slots);
  add_neighbors("parameter_slots", it.parameter_slots);
  for (const auto& [key, now] : {std::pair("keep_on_chip", it.keep_on_chip),
                                 {"overlap_layers", it.overlap_layers},
                                 {"fuse", it.fuse},
                                 {"keys_first", it.keys_first}})
    out.push_back(fmt::format("mapping.{}={}", key, !now));
  return out;
}

/// The run's cycles with one change; nothing for a change out of range or a model that then does not fit.
std::optional<Cycles> cycles_with(const graph::Model& model, const arch::Architecture& architecture,
                                  const map::Mapping* mapping, const std::string& change, const Progress& progress) {
  try {
    const arch::Architecture changed = arch::with_override(architecture, change);
    const program::Program program = compile(model, changed, true, part_of(progress, 0, 2), {mapping, nullptr});
    return hw::Platform(changed, {.values = false}).run(program, {}, part_of(progress, 1, 2)).cycles;
  } catch (const UserError&) {
    return std::nullopt;
  }
}

/// What is tried for one suggestion.
struct Trial {
  std::optional<ArrayCause> cause;
  std::vector<std::string> changes;
};

}  // namespace

std::vector<Suggestion> suggest(const graph::Model& model, const arch::Architecture& architecture,
                                const map::Mapping* mapping, const Explanation& explanation, const Progress& progress) {
  std::vector<ArrayCause> causes;
  for (std::size_t i = 1; i < hw::kArrayCauseCount; ++i) causes.push_back(static_cast<ArrayCause>(i));
  std::stable_sort(causes.begin(), causes.end(),
                   [&](ArrayCause a, ArrayCause b) { return explanation.of(a) > explanation.of(b); });
  causes.resize(kCauses);
  std::erase_if(causes, [&](ArrayCause cause) { return explanation.of(cause) * kLeastPart < explanation.cycles; });
  std::vector<Trial> trials;
  for (const ArrayCause cause : causes) trials.push_back({cause, candidates(cause, architecture)});
  trials.push_back({std::nullopt, mapping_candidates(architecture.mapping)});
  std::uint64_t all = 0, done = 0;
  for (const Trial& trial : trials) all += trial.changes.size();
  std::vector<Suggestion> out;
  for (const Trial& trial : trials) {
    Suggestion best{trial.cause, "", explanation.cycles};
    for (const std::string& change : trial.changes) {
      const std::optional<Cycles> cycles =
          cycles_with(model, architecture, mapping, change, part_of(progress, done++, all));
      if (cycles && *cycles < best.cycles) best = {trial.cause, change, *cycles};
    }
    out.push_back(best);
  }
  return out;
}

}  // namespace octet::sim
