// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/core/error.hpp"
#include "models/graph/model.hpp"
#include "sim/compile/group.hpp"
#include "sim/map/decisions.hpp"

namespace octet::sim {

/// Gives every on-chip region of the plan an address, and rings their slots. Returns false, with the decisions changed,
/// when the model must be lowered again with a tensor more in DRAM or a layer in smaller chunks. Ends: that only grows.
/// Throws `UserError` when a mapping forbids it.
bool place(Plan& plan, const arch::Architecture& architecture, map::Decisions& decisions);

/// One fault for every buffer and layer that cannot hold the layer's least working set; `least` is lowered with
/// everything spilled and smallest. When there is none, `place` ends with an answer.
std::vector<Diagnostic> find_shortfalls(const Plan& least, const graph::Model& model,
                                        const arch::Architecture& architecture);

}  // namespace octet::sim
