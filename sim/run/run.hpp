// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "hw/arch/architecture.hpp"
#include "models/graph/model.hpp"
#include "sim/run/record.hpp"
#include "sim/run/workload.hpp"

namespace octet::sim {

/// Called after each input with the number done and the number in all.
using Progress = std::function<void(std::size_t, std::size_t)>;

/// What `run` is to do; the caller has checked that the view exists.
struct RunRequest {
  const graph::Model& model;
  const arch::Architecture& architecture;
  std::string view = "systemc";
  bool timing_only = false;
  bool explain = false;  ///< systemc: fill `MachineTime::explanation`
};

/// Compiles where the view needs a program, and runs every input (timing only: one inference without values). Throws
/// UserError for a model that does not fit, MachineFault, and Interrupted between inputs. Fills what follows from the
/// run; workload files, command line and host are the caller's.
RunRecord run(const RunRequest& request, const Inputs& inputs, const Progress& progress = {});

}  // namespace octet::sim
