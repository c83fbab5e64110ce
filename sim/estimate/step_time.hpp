// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/arch/architecture.hpp"
#include "models/program/step.hpp"

namespace octet::sim::estimation {

using Cycle = std::uint64_t;

/// The last cycles of a step: of its occupancy of the unit, and of all of it.
struct StepEnd {
  Cycle occupancy = 0, finish = 0;
};

/// Body of a step of the requantizer, softmax, activation unit, normalization or residual adder, in cycles
/// (docs/machine.md, "Bodies").
Cycle vector_body(const program::Command& command, const program::Step& step, const arch::Lanes& lanes);

/// A matmul step of `columns` columns in tiles of `tile_columns`, k = `depth`, granted in cycle `granted`; `drain_end`
/// is the last cycle of the drain before, and becomes this step's. The recurrence of docs/machine.md over the tiles,
/// solved: with T tiles and shadow accumulators the first is handed over at h = max(granted + k, drain_end), each
/// further one max(k, C) later; without, tiles follow each other whole.
StepEnd matmul_body(Cycle granted, std::uint64_t columns, std::uint64_t tile_columns, std::uint64_t depth, bool shadow,
                    Cycle& drain_end);

}  // namespace octet::sim::estimation
