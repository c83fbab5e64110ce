// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/compress/calibrate.hpp"
#include "models/compress/loss.hpp"
#include "models/compress/recipe.hpp"
#include "models/graph/float_graph.hpp"
#include "models/graph/model.hpp"

namespace octet::compress {

/// The integer model of a float graph: weights symmetric per output channel, activations symmetric per tensor, biases
/// in accumulator units, dyadic multipliers. Widths and scales are those of `choose_formats`.
/// `seen` is what `calibrate` returned. What of it the model loses is added to `losses`, unless null. Throws
/// UserError for a graph the machine cannot run.
graph::Model quantize(const graph::FloatGraph& graph, const Calibration& seen, const Recipe& recipe,
                      LossList* losses = nullptr);

/// Calibrates and quantizes; records recipe, data set and its checksum in the provenance.
graph::Model compress(const graph::FloatGraph& graph, const Recipe& recipe, const data::ImageDataset& calibration,
                      const Progress& progress = {}, LossList* losses = nullptr);

}  // namespace octet::compress
