// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <memory>

#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/shipped_workloads.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/compile/compile.hpp"
#include "sim/report/comparison_report.hpp"
#include "sim/run/shipped_data.hpp"
#include "sim/run/workload.hpp"

namespace octet::cli {
namespace {

struct CompareOptions {
  std::vector<std::string> workloads, architectures, overrides, variants;
  std::string tolerance;
  bool summary = false, markdown = false;
  JsonOption json;
};

/// One machine to compare on: an architecture and everything set in it.
struct Machine {
  arch::Architecture architecture;
  std::vector<std::string> overrides;
};

double read_tolerance(const std::string& text, Faults& faults) {
  double percent = 5;
  if (text.empty()) return percent / 100;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  if (error != std::errc() || end != text.data() + text.size() || !(percent >= 0 && percent <= 100))
    faults.add("--tolerance", fmt::format("expected a percentage from 0 to 100, got {}", text));
  return percent / 100;
}

/// Every architecture as it is, and once more for each variant.
std::vector<Machine> read_machines(const CompareOptions& options, Faults& faults) {
  std::vector<std::string> names = options.architectures;
  if (names.empty()) names = arch::shipped_architectures();
  std::vector<std::vector<std::string>> settings = {options.overrides};
  for (const std::string& variant : options.variants) {
    settings.push_back(options.overrides);
    settings.back().push_back(variant);
  }
  std::vector<Machine> machines;
  for (const std::string& name : names)
    for (const std::vector<std::string>& overrides : settings)
      if (auto read = faults.attempt([&] { return arch::read_architecture(name, overrides); }))
        machines.push_back({std::move(*read), overrides});
  return machines;
}

std::vector<std::string> inputs_of(const CompareOptions& options) {
  std::vector<std::string> inputs = options.workloads;
  inputs.insert(inputs.end(), options.architectures.begin(), options.architectures.end());
  return inputs;
}

std::vector<graph::Model> read_models(const CompareOptions& options, Faults& faults) {
  std::vector<std::string> paths = options.workloads;
  if (paths.empty())
    for (const ShippedWorkload& it : shipped_workloads())
      if (it.compiles()) paths.push_back(it.path.string());
  std::vector<graph::Model> models;
  for (const std::string& path : paths)
    if (auto model = faults.attempt([&] { return sim::read_workload(sim::find_workload(path)); }))
      models.push_back(std::move(*model));
  return models;
}

void compare_verb(const CompareOptions& options) {
  Faults faults;
  const double tolerance = read_tolerance(options.tolerance, faults);
  check_set_once(options.overrides, faults);
  options.json.check(faults, inputs_of(options));
  const std::vector<Machine> machines = read_machines(options, faults);
  const std::vector<graph::Model> models = read_models(options, faults);
  faults.finish();

  ProgressLine line;
  const Progress progress = line.items("run");
  std::vector<report::ComparedRun> runs;
  if (!options.markdown) options.json.print(report::comparison_criterion(tolerance));
  for (const graph::Model& model : models)
    for (const Machine& machine : machines) {
      // Inside a run nothing more is done, but Ctrl-C is heard.
      const std::size_t count = models.size() * machines.size();
      const Progress alive = [&](std::uint64_t, std::uint64_t) { tell(progress, runs.size(), count); };
      const program::Program program = sim::compile(model, machine.architecture, true, alive);
      runs.push_back({model.name, machine.architecture.name, machine.overrides,
                      sim::compare(program, machine.architecture, alive)});
      progress(runs.size(), count);
      if (!options.summary && !options.markdown) options.json.print(report::comparison_layers(runs.back(), tolerance));
    }
  options.json.print(options.markdown ? report::comparison_markdown(runs)
                                      : report::comparison_summary(runs, tolerance));
  options.json.write(report::comparison_json(runs, tolerance));
  if (const std::size_t misses = report::comparison_misses(runs, tolerance); misses > 0)
    throw ViewMismatch(
        fmt::format("{} of the estimate's layers and runs are beyond {:.4g} % of SystemC", misses, 100 * tolerance));
}

}  // namespace

void add_compare(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "compare", "The estimate's cycles beside SystemC's, layer by layer");
  const auto options = std::make_shared<CompareOptions>();
  verb.argument("workloads", "WORKLOAD", options->workloads,
                "Package folders or networks by their shapes; without any, all that are shipped");
  verb.option("--arch", "ARCH", options->architectures,
              "Architecture: a file, or the name of a shipped one; any number of times; without, all shipped ones");
  add_set_option(verb, options->overrides);
  verb.option("--variant", "PATH=VALUE", options->variants,
              "Compare once more with this one value changed; any number of times");
  verb.option("--tolerance", "PERCENT", options->tolerance,
              "Largest error allowed, 5 unless given; beyond it the status is 3");
  verb.flag("--summary", options->summary, "One line a run instead of one a layer");
  verb.flag("--markdown", options->markdown, "Only a Markdown table of the runs, without host times");
  options->json.add_to(verb);
  verb.example("octet compare workloads/roberta-base.yaml --arch octet-128 --variant memory.latency_cycles=200");
  verb.run([options] { compare_verb(*options); });
}

}  // namespace octet::cli
