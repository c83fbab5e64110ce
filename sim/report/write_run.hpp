// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/core/progress.hpp"
#include "sim/report/output_folder.hpp"
#include "sim/run/record.hpp"

namespace octet::report {

/// Names of the files `write_run` writes for this run, and of the folder of what was dumped before.
std::vector<std::string> file_names(const sim::RunRecord& record);

/// Writes run.json, layers.csv, architecture.yaml, and as far as the run has them outputs.csv and trace.json. Does not
/// commit. `progress` counts events of the timeline.
void write_run(const sim::RunRecord& record, const Output& folder, const Progress& progress = {});

}  // namespace octet::report
