// SPDX-License-Identifier: Apache-2.0
#include "sim/report/write_run.hpp"

#include "sim/report/chrome_trace.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/run_json.hpp"

namespace octet::report {
namespace {

/// Neither the estimate nor the gates tell single steps.
bool has_timeline(const sim::RunRecord& record) {
  return record.time && record.view != "estimate" && record.time->layers_missing_reason.empty();
}

}  // namespace

std::vector<std::string> file_names(const sim::RunRecord& record) {
  std::vector<std::string> names = {"run.json", "layers.csv", "architecture.yaml"};
  if (!record.timing_only) names.emplace_back("outputs.csv");
  if (has_timeline(record)) names.emplace_back("trace.json");
  if (!record.dumped.empty()) names.emplace_back("dump/");
  return names;
}

void write_run(const sim::RunRecord& record, const Output& folder, const Progress& progress) {
  folder.write("run.json", json_text(run_json(record)));
  folder.write("layers.csv", layers_csv(record));
  folder.write("architecture.yaml", arch::to_yaml(record.architecture));
  if (!record.timing_only) folder.write("outputs.csv", outputs_csv(record));
  if (has_timeline(record)) folder.write("trace.json", chrome_trace(record, progress));
}

}  // namespace octet::report
