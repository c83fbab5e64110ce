// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/core/progress.hpp"
#include "models/core/quantity.hpp"
#include "models/program/program.hpp"

namespace octet::sim {

/// A layer whose window is shorter than this share of the run is held to the cycles of this share.
inline constexpr double kSmallestWindow = 0.001;

/// What a layer costs by one view. Layers overlap; windows do not, and add up to the run: in program order, a layer's
/// window reaches from the latest end of the layers before it to its own end (0 cycles when it ends before them). The
/// span reaches from the first cycle of its first step, prefetches included, to its last result.
struct LayerCost {
  Cycles window, span;
};

struct LayerComparison {
  std::string name;
  LayerCost systemc, estimate;
  double window_error = 0, span_error = 0;  ///< estimate over systemc, less one

  /// The larger of both, without sign.
  double error() const;
};

/// One program timed by both views.
struct EstimateComparison {
  Cycles systemc, estimate;
  double error = 0;                     ///< of the run's cycles: estimate over systemc, less one
  std::vector<LayerComparison> layers;  ///< those with commands, in program order
  double systemc_cpu_s = 0, estimate_cpu_s = 0;

  /// The layer of the largest error; nothing for a program without layers.
  const LayerComparison* worst() const;
  /// Layers beyond `tolerance` (0.05: 5 %), and the run itself if it is.
  std::size_t misses(double tolerance) const;
};

/// Runs SystemC (timing only) and the estimate. A window's error is its difference over the SystemC window, or over
/// `kSmallestWindow` of the run where that is longer; a span's error is its difference over the SystemC span.
/// `progress` counts commands of SystemC.
EstimateComparison compare(const program::Program& program, const arch::Architecture& architecture,
                           const Progress& progress = {});

}  // namespace octet::sim
