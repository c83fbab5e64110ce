// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "hw/arch/architecture.hpp"
#include "models/core/progress.hpp"
#include "models/graph/model.hpp"
#include "sim/compile/compile.hpp"
#include "sim/run/layer_tap.hpp"
#include "sim/run/record.hpp"
#include "sim/run/view_choice.hpp"
#include "sim/run/views.hpp"
#include "sim/run/workload.hpp"

namespace octet::sim {

/// Who is told how far a run is. All may throw, and so end it.
struct RunProgress {
  Progress compile;
  Progress inputs;
  std::function<Progress(const char* what)> parts;  ///< of one input; `what` they are: "layer", "command"
  Progress suggest;                                 ///< trying other architectures
  BuildProgress build = {};                         ///< gates
};

/// What `run` is to do; the caller has checked that the view can be had.
struct RunRequest {
  const graph::Model& model;
  const arch::Architecture& architecture;
  ViewChoice view = {};
  bool timing_only = false;
  bool explain = false;           ///< systemc: fill `MachineTime::explanation`
  const LayerTap* tap = nullptr;  ///< who wants layers' integers, input by input; only with values
  MappingChoice mapping = {};     ///< of the program, where the view needs one
};

/// Compiles where the view needs a program, and runs every input (timing only: one inference without values). Throws
/// UserError for a model that does not fit, MachineFault, and what `progress` throws. Fills what follows from the run;
/// workload files, command line and host are the caller's.
RunRecord run(const RunRequest& request, const Inputs& inputs, const RunProgress& progress = {});

}  // namespace octet::sim
