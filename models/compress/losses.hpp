// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/compress/calibrate.hpp"
#include "models/compress/loss.hpp"
#include "models/compress/plan.hpp"
#include "models/graph/float_graph.hpp"
#include "models/graph/model.hpp"

namespace octet::compress {

/// The finest scores of `bits` bits whose range holds what calibration saw, with headroom, as a left shift to internal
/// steps (models/units/softmax.md); the coarsest where none does.
int score_align(const ScoreStatistics& seen, int bits);

/// What `model`, quantized from `graph` by `plan`, loses of what calibration saw: one by one, node by node.
void tell_losses(const graph::FloatGraph& graph, const Calibration& seen, const Plan& plan, const graph::Model& model,
                 LossList& losses);

}  // namespace octet::compress
