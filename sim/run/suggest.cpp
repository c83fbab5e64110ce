// SPDX-License-Identifier: Apache-2.0
#include "sim/run/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "hw/arch/raw_architecture.hpp"
#include "hw/arch/resolve.hpp"
#include "hw/system/platform.hpp"
#include "models/core/error.hpp"
#include "sim/compile/compile.hpp"

namespace octet::sim {
namespace {

using hw::ArrayCause;

constexpr std::size_t kCauses = 2;
constexpr std::uint64_t kLeastPart = 100;  // of the run

std::string twice(const char* path, std::uint64_t value) { return fmt::format("{}={}", path, 2 * value); }

/// More lanes, at most one a row.
std::string more_lanes(const char* unit, std::uint32_t lanes, const arch::Architecture& it) {
  return fmt::format("lanes.{}={}", unit, std::min(2 * lanes, it.rows));
}

/// Changes that act on a cause, as `--set` takes them.
std::vector<std::string> candidates(ArrayCause cause, const arch::Architecture& it) {
  switch (cause) {
    case ArrayCause::requantizer:
      return {more_lanes("requantizer", it.lanes.requantizer, it)};
    case ArrayCause::softmax:
      return {more_lanes("softmax", it.lanes.softmax, it)};
    case ArrayCause::activation:
      return {more_lanes("activation", it.lanes.activation, it)};
    case ArrayCause::normalization:
      return {more_lanes("normalization", it.lanes.normalization, it)};
    case ArrayCause::residual_adder:
      return {more_lanes("residual_adder", it.lanes.residual_adder, it)};
    case ArrayCause::drain:
      return {"array.shadow_accumulators=true"};
    case ArrayCause::memory:
      return {twice("memory.beat_bytes", it.memory.beat_bytes), twice("memory.outstanding", it.memory.outstanding),
              twice("memory.burst_bytes", it.memory.burst_bytes), twice("controller.dma_in_flight", it.dma_in_flight)};
    case ArrayCause::bank:
      return {"buffers.activation.ports=dual", "buffers.accumulator.ports=dual", "buffers.weight.ports=dual",
              twice("buffers.activation.banks", it.activation.banks),
              twice("buffers.accumulator.banks", it.accumulator.banks)};
    case ArrayCause::control:
      return {twice("controller.queue_depth", it.queue_depth), twice("controller.fetch_depth", it.fetch_depth)};
    default:
      return {};
  }
}

/// The run's cycles with one change; nothing for a change out of range or a model that then does not fit.
std::optional<Cycles> cycles_with(const graph::Model& model, const arch::Architecture& architecture,
                                  const std::string& change, const Progress& progress) {
  try {
    std::vector<Diagnostic> faults;
    arch::RawArchitecture raw = arch::parse_raw(arch::to_yaml(architecture), architecture.name, faults);
    arch::apply_override(raw, change, faults);
    const arch::Architecture changed = arch::resolve(raw, std::move(faults));
    const program::Program program = compile(model, changed, true, part_of(progress, 0, 2));
    return hw::Platform(changed, {.values = false}).run(program, {}, part_of(progress, 1, 2)).cycles;
  } catch (const UserError&) {
    return std::nullopt;
  }
}

}  // namespace

std::vector<Suggestion> suggest(const graph::Model& model, const arch::Architecture& architecture,
                                const Explanation& explanation, const Progress& progress) {
  std::vector<ArrayCause> causes;
  for (std::size_t i = 1; i < hw::kArrayCauseCount; ++i) causes.push_back(static_cast<ArrayCause>(i));
  std::stable_sort(causes.begin(), causes.end(),
                   [&](ArrayCause a, ArrayCause b) { return explanation.of(a) > explanation.of(b); });
  causes.resize(kCauses);
  std::vector<Suggestion> out;
  for (const ArrayCause& cause : causes) {
    if (explanation.of(cause) * kLeastPart < explanation.cycles) continue;
    Suggestion best{cause, "", explanation.cycles};
    const std::vector<std::string> changes = candidates(cause, architecture);
    const Progress of_cause = part_of(progress, static_cast<std::uint64_t>(&cause - causes.data()), causes.size());
    for (const std::string& change : changes) {
      const auto index = static_cast<std::uint64_t>(&change - changes.data());
      const std::optional<Cycles> cycles =
          cycles_with(model, architecture, change, part_of(of_cause, index, changes.size()));
      if (cycles && *cycles < best.cycles) best = {cause, change, *cycles};
    }
    out.push_back(best);
  }
  return out;
}

}  // namespace octet::sim
