// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "models/core/nearest.hpp"
#include "models/graph/random_weights.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/report/run_json.hpp"
#include "sim/report/run_table.hpp"
#include "sim/report/write_run.hpp"
#include "sim/run/run.hpp"
#include "sim/run/views.hpp"

namespace octet::cli {
namespace {

struct Options {
  std::string workload, view = "systemc", input, limit, seed, weight_seed;
  bool timing_only = false, explain = false;
  ArchitectureOptions architecture;
  OutOptions out;
  JsonOption json;

  /// The estimate view implies --timing-only.
  bool times_only() const { return timing_only || view == "estimate"; }
};

void check_view(const Options& options, Faults& faults) {
  const std::vector<std::string> names = sim::view_names();
  if (std::find(names.begin(), names.end(), options.view) == names.end())
    faults.add("--view", fmt::format("expected one of {}, got {}{}", fmt::join(names, ", "), options.view,
                                     did_you_mean(options.view, names)));
  else if (options.timing_only && options.view == "golden")
    faults.add("--timing-only", "the golden view has no time");
  if (options.explain && options.view != "systemc")
    faults.add("--explain", fmt::format("needs the steps of the systemc view, got --view {}", options.view));
  if (!options.times_only()) return;
  // Values would be needed to make anything of these.
  const char* valueless = options.view == "estimate" ? "the estimate view" : "--timing-only";
  for (const auto& [name, value] :
       {std::pair("--input", options.input), {"--limit", options.limit}, {"--seed", options.seed}})
    if (!value.empty()) faults.add(name, fmt::format("{} computes no values, expected no {}", valueless, name));
}

/// Values need weights: the workload's own, or random ones for a network by its shapes.
void check_weights(const Options& options, const graph::Model& model, Faults& faults) {
  const bool random = !options.weight_seed.empty();
  if (random && model.has_weights)
    faults.add("--random-weights", options.workload + " has weights of its own, expected a network by its shapes");
  if (!random && !model.has_weights && !options.times_only())
    faults.add("WORKLOAD", options.workload + " has no weights, expected --timing-only or --random-weights SEED");
}

/// The files a result depends on, for its provenance.
std::vector<sim::InputFile> input_files(const Options& options, const Progress& progress) {
  std::vector<sim::InputFile> files = sim::digest_inputs(options.workload, progress);
  if (std::filesystem::exists(options.architecture.name))
    for (const sim::InputFile& file : sim::digest_inputs(options.architecture.name, progress)) files.push_back(file);
  if (!options.input.empty())
    for (const sim::InputFile& file : sim::digest_inputs(options.input, progress)) files.push_back(file);
  return files;
}

void run_verb(const Options& options, const Session& session) {
  Faults faults;
  faults.require("WORKLOAD", options.workload);
  check_view(options, faults);
  const std::uint64_t weight_seed = faults.count("--random-weights", options.weight_seed, 0, kLargestSeed, 0);
  if (!options.weight_seed.empty() && options.times_only())
    faults.add("--random-weights", "are for values, which no cycle depends on: expected no --timing-only");
  const std::uint64_t limit = faults.count("--limit", options.limit, 1, kMostInputs, 0);
  const std::uint64_t seed = faults.count("--seed", options.seed, 0, kLargestSeed, 1);
  if (!options.input.empty() && !options.seed.empty())
    faults.add("--seed", "is for random inputs, expected no --input");
  const auto architecture = options.architecture.read(faults);
  std::optional<graph::Model> model;
  if (!options.workload.empty()) model = faults.attempt([&] { return sim::read_workload(options.workload); });
  if (model) check_weights(options, *model, faults);
  std::unique_ptr<report::Output> out;
  faults.require("--out", options.out.path);
  const std::vector<std::string> made_from = {options.workload, options.architecture.name, options.input};
  faults.keep_apart("--out", options.out.path, made_from);
  options.json.check(faults, made_from, options.out.path);
  if (!options.out.path.empty())
    faults.attempt([&] {
      out = std::make_unique<report::Output>(options.out.path, report::Output::Kind::folder, options.out.force);
      return true;
    });
  std::optional<sim::Inputs> inputs;
  if (model)
    inputs = faults.attempt([&] {
      return options.input.empty() ? sim::Inputs::random(*model, std::max<std::uint64_t>(limit, 1), seed)
                                   : sim::Inputs::from_dataset(*model, options.input, limit);
    });
  faults.finish();

  if (!options.weight_seed.empty()) graph::fill_random_weights(*model, weight_seed);
  ProgressLine line;
  sim::RunRecord record =
      sim::run({*model, *architecture, options.view, options.times_only(), options.explain}, *inputs,
               {line.share("compiling"), line.items("input"), [&](const char* part) { return line.parts(part); },
                line.share("trying changes")});
  if (options.input.empty() && options.view != "estimate") record.input_seed = seed;
  if (!options.weight_seed.empty()) record.weight_seed = weight_seed;
  record.asked_inputs = limit;
  record.inputs = input_files(options, line.share("taking digests of the inputs"));
  record.command_line = session.command_line;
  record.host = sim::host_usage();
  report::write_run(record, *out, line.share("writing the results"));
  out->commit();
  options.json.write(report::run_json(record));
  options.json.print(report::run_table(record) + fmt::format("\n{:<14}{}: {}\n", "files", options.out.path,
                                                             fmt::join(report::file_names(record), " ")));
}

}  // namespace

void add_run(CLI::App& app, const Session& session) {
  CLI::App* verb =
      app.add_subcommand("run", "Run a workload in a view of the machine: outputs, cycles, stalls, traffic");
  const auto options = std::make_shared<Options>();
  verb->add_option("workload", options->workload,
                   "Package folder, or a network by its shapes (.yaml; needs --timing-only or --random-weights)")
      ->type_name("WORKLOAD");
  options->architecture.add_to(*verb);
  verb->add_option(
          "--view", options->view,
          "golden: integers without time; systemc: the machine; estimate: its cycles in closed form, no values")
      ->type_name("VIEW")
      ->capture_default_str();
  verb->add_option("--input", options->input, "Data set folder whose test images are run; without it, random inputs")
      ->type_name("DATA");
  verb->add_option("--limit", options->limit, "Run only the first N inputs (random inputs: 1 unless given)")
      ->type_name("N");
  verb->add_option("--seed", options->seed, "Seed of random inputs (1 unless given)")->type_name("S");
  verb->add_option("--random-weights", options->weight_seed,
                   "Give a network by its shapes random weights of this seed, to run it with values")
      ->type_name("SEED");
  verb->add_flag("--timing-only", options->timing_only, "Cycles of one inference without its values");
  verb->add_flag("--explain", options->explain,
                 "Where the cycles go: per layer the array's cycles by cause, the resource that bounds it and the "
                 "distance from the roofline, and what was tried against the longest waits; also in run.json "
                 "(explain) and layers.csv. A layer's window: the cycles from the ends of all earlier layers to its "
                 "own end, so windows add up to the run; none: hidden. See docs/explain.md");
  options->out.add_to(*verb, "Folder of run.json, layers.csv, architecture.yaml, outputs.csv, trace.json");
  options->json.add_to(*verb);
  add_example(*verb,
              "octet run workloads/vit-fashion-mnist/package --arch octet-16 --input workloads/fashion-mnist-sample "
              "--limit 10 --out build/first");
  verb->callback([options, &session] { run_verb(*options, session); });
}

}  // namespace octet::cli
