// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/estimate/comparison.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::report {

/// One workload on one machine, by SystemC and by the estimate.
struct ComparedRun {
  std::string workload, architecture;
  std::vector<std::string> overrides;
  sim::EstimateComparison result;

  /// "workload on architecture with overrides".
  std::string name() const;
};

/// What the errors mean, in words.
std::string comparison_criterion(double tolerance);

/// Every layer of one run, a line each; misses are marked.
std::string comparison_layers(const ComparedRun& run, double tolerance);

/// One line a run: its cycles, its worst layer, misses; then the worst of all and how much faster the estimate was.
std::string comparison_summary(const std::vector<ComparedRun>& runs, double tolerance);

/// The same as a Markdown table of the worst layer by workload and architecture, without host times: the same
/// everywhere.
std::string comparison_markdown(const std::vector<ComparedRun>& runs);

/// Everything. CPU seconds stand under `host`.
Json comparison_json(const std::vector<ComparedRun>& runs, double tolerance);

/// Layers and runs beyond `tolerance`.
std::size_t comparison_misses(const std::vector<ComparedRun>& runs, double tolerance);

}  // namespace octet::report
