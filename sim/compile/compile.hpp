// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/arch/architecture.hpp"
#include "models/core/progress.hpp"
#include "models/graph/model.hpp"
#include "models/program/program.hpp"
#include "sim/map/mapping.hpp"

namespace octet::sim {

/// What goes in and comes out beside the program. Null: nothing.
struct MappingChoice {
  const map::Mapping* wanted = nullptr;  ///< what it leaves open is chosen
  map::Mapping* chosen = nullptr;        ///< all of what was chosen
};

/// Compiles a model for an architecture: places tensors, tiles, emits commands, derives the tokens from the accesses
/// and drops every redundant one. Throws `UserError` when the architecture lacks a numeric choice or a buffer cannot
/// hold the least working set (naming the buffer, the layer, and the bytes that would do). `symbolic` makes
/// no image; only then may the model have no weights. `progress` counts parts of phases.
/// With a mapping it does what that says, and throws for what does not fit.
program::Program compile(const graph::Model& model, const arch::Architecture& architecture, bool symbolic = false,
                         const Progress& progress = {}, const MappingChoice& mapping = {});

}  // namespace octet::sim
