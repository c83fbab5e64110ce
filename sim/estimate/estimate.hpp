// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"
#include "models/core/quantity.hpp"
#include "models/program/program.hpp"

namespace octet::sim {

/// Cycles [start, end) from the first step's first cycle to the last result.
struct EstimatedCommand {
  Cycles start, end;
  Cycles busy;  ///< occupancy of its unit
};

/// A layer's commands together; all 0 for a layer without commands.
struct EstimatedLayer {
  Cycles start, end;
  Cycles busy;  ///< over all units
};

/// What a run of a program costs, without running it.
struct Estimate {
  Cycles cycles;
  std::vector<EstimatedCommand> commands;  ///< same index as `Program::commands`
  std::vector<EstimatedLayer> layers;      ///< same index as `Program::layers`
  std::array<Cycles, hw::kUnitCount> busy{};
  std::vector<hw::Counters> layer_traffic;  ///< by `Program::layers`: events, no cycles and no unit times
  hw::Counters traffic;                     ///< of all layers
  std::uint64_t steps_walked = 0;           ///< of `step_count` over all commands
};

/// How `estimate` treats loops that have become steady; `walk_all` is for tests: slower, and exact.
enum class Loops { skip_repetitions, walk_all };

/// Cycles of a verified program on an architecture whose geometry it has, in closed form where loops are steady
/// (docs/estimate.md). The work grows with the number of commands, hardly with their iterations. A memory without a
/// closed form is walked burst by burst. Throws `UserError` for another geometry, `MachineFault` for a program that
/// deadlocks.
Estimate estimate(const program::Program& program, const arch::Architecture& architecture,
                  Loops loops = Loops::skip_repetitions);

}  // namespace octet::sim
