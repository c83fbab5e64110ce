// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <sstream>

#include "models/graph/random_weights.hpp"
#include "sim/cli/mapping_options.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/tech_option.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/report/layer_dump.hpp"
#include "sim/report/run_json.hpp"
#include "sim/report/run_table.hpp"
#include "sim/report/write_run.hpp"
#include "sim/run/run.hpp"
#include "sim/run/shipped_data.hpp"

namespace octet::cli {
namespace {

struct RunOptions {
  std::string workload, input, limit, seed, weight_seed;
  std::vector<std::string> views, dump;
  bool timing_only = false, explain = false;
  ArchitectureOptions architecture;
  MappingOptions mapping;
  TechOption tech;
  OutOptions out;
  JsonOption json;

  /// The estimate view implies --timing-only.
  bool times_only() const { return timing_only || (views.size() == 1 && views.front() == "estimate"); }
};

void check_values(const RunOptions& options, const sim::ViewChoice& view, Faults& faults) {
  if (!options.times_only()) return;
  // Values would be needed to make anything of these.
  const char* valueless = view.name == "estimate" ? "the estimate view" : "--timing-only";
  for (const auto& [name, value] :
       {std::pair("--input", options.input), {"--limit", options.limit}, {"--seed", options.seed}})
    if (!value.empty()) faults.add(name, fmt::format("{} computes no values, expected no {}", valueless, name));
  if (!options.dump.empty()) faults.add("--dump", fmt::format("{} computes no values, expected no --dump", valueless));
}

sim::ViewChoice check_view(const RunOptions& options, const std::optional<arch::Architecture>& architecture,
                           Faults& faults) {
  const auto view = faults.attempt([&] { return sim::choose_view(options.views); }).value_or(sim::ViewChoice());
  if (options.timing_only && view.name == "golden") faults.add("--timing-only", "the golden view has no time");
  if (options.timing_only && (view.name == "rtl" || !view.gates.empty()))
    faults.add("--timing-only", "gates cannot be timed without the values they compute: expected no --view with rtl");
  if (options.explain && view.name != "systemc")
    faults.add("--explain", fmt::format("needs the steps of the systemc view, got --view {}", view.name));
  if (architecture)
    faults.attempt([&] {
      sim::check_gates(view, *architecture);
      return true;
    });
  if (options.mapping.is_given() && view.name == "golden")
    faults.add(options.mapping.file().empty() ? "--write-mapping" : "--mapping",
               "the golden view runs no program, expected no mapping");
  check_values(options, view, faults);
  return view;
}

/// Values need weights: the workload's own, or random ones for a network by its shapes.
void check_weights(const RunOptions& options, const graph::Model& model, Faults& faults) {
  const bool random = !options.weight_seed.empty();
  if (random && model.has_weights)
    faults.add("--random-weights", options.workload + " has weights of its own, expected a network by its shapes");
  if (!random && !model.has_weights && !options.times_only())
    faults.add("WORKLOAD", options.workload + " has no weights, expected --timing-only or --random-weights SEED");
}

/// Why the table cannot price the architecture: a fault where the user asked for the table, else the reason for a
/// result without costs; empty where it can.
std::string check_rows(const arch::Architecture& architecture, const tech::Technology& technology, bool asked,
                       Faults& faults) {
  try {
    const tech::Prices prices(architecture, technology);
  } catch (const UserError& error) {
    if (!asked) return error.what();
    for (const Diagnostic& it : error.diagnostics()) faults.add(it.place, it.message);
  }
  return {};
}

/// The layers of `--dump`; none where it is not given.
std::vector<bool> read_dump(const RunOptions& options, const graph::Model& model, Faults& faults) {
  std::vector<std::string> names;
  for (const std::string& word : options.dump) {
    std::istringstream list(word);
    for (std::string name; std::getline(list, name, ',');) names.push_back(name);
  }
  if (names.empty()) names.emplace_back();  // an empty list is no layer
  return faults.attempt([&] { return sim::find_layers(model, names, "--dump"); }).value_or(std::vector<bool>());
}

/// The files a result depends on, for its provenance.
std::vector<io::InputFile> input_files(const RunOptions& options, const Progress& progress) {
  std::vector<io::InputFile> files = io::digest_inputs(options.workload, progress);
  if (std::filesystem::exists(options.architecture.name))
    for (const io::InputFile& file : io::digest_inputs(options.architecture.name, progress)) files.push_back(file);
  if (!options.mapping.file().empty())
    for (const io::InputFile& file : io::digest_inputs(options.mapping.file(), progress)) files.push_back(file);
  if (std::filesystem::exists(options.tech.name))
    for (const io::InputFile& file : io::digest_inputs(options.tech.name, progress)) files.push_back(file);
  if (!options.input.empty())
    for (const io::InputFile& file : io::digest_inputs(options.input, progress)) files.push_back(file);
  return files;
}

void run_verb(RunOptions& options, const Session& session) {
  Faults faults;
  faults.require("WORKLOAD", options.workload);
  if (auto found = faults.attempt([&] { return sim::find_workload(options.workload); })) options.workload = *found;
  const std::uint64_t weight_seed = faults.count("--random-weights", options.weight_seed, 0, kLargestSeed, 0);
  if (!options.weight_seed.empty() && options.times_only())
    faults.add("--random-weights", "are for values, which no cycle depends on: expected no --timing-only");
  const std::uint64_t limit = faults.count("--limit", options.limit, 1, kMostInputs, 0);
  const std::uint64_t seed = faults.count("--seed", options.seed, 0, kLargestSeed, 1);
  if (!options.input.empty() && !options.seed.empty())
    faults.add("--seed", "is for random inputs, expected no --input");
  const auto architecture = options.architecture.read(faults);
  const sim::ViewChoice view = check_view(options, architecture, faults);
  const auto technology = options.tech.read(faults);
  std::optional<graph::Model> model;
  if (!options.workload.empty()) model = faults.attempt([&] { return sim::read_workload(options.workload); });
  if (model) check_weights(options, *model, faults);
  std::vector<bool> dumped;
  if (model && !options.dump.empty()) dumped = read_dump(options, *model, faults);
  std::unique_ptr<report::Output> out;
  faults.require("--out", options.out.path);
  const std::vector<std::string> made_from = {options.workload, options.architecture.name, options.input,
                                              options.tech.name};
  faults.keep_apart("--out", options.out.path, made_from);
  options.json.check(faults, made_from, options.out.path);
  options.mapping.read(faults, model, made_from, options.out);
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
  std::string no_costs;
  if (architecture && technology) no_costs = check_rows(*architecture, *technology, !options.tech.name.empty(), faults);
  faults.finish();

  if (!options.weight_seed.empty()) graph::fill_random_weights(*model, weight_seed);
  ProgressLine line;
  std::optional<report::LayerDump> dump;
  if (!dumped.empty()) dump.emplace(*model, dumped, inputs->size(), *out);
  sim::RunRecord record =
      sim::run({*model, *architecture, view, options.times_only(), options.explain, dump ? &dump->tap() : nullptr,
                options.mapping.choice()},
               *inputs,
               {line.share("compiling"), line.items("input"), [&](const char* part) { return line.parts(part); },
                line.share("trying changes"), line.work()});
  if (dump) record.dumped = dump->finish();
  if (options.input.empty() && view.name != "estimate") record.input_seed = seed;
  if (!options.weight_seed.empty()) record.weight_seed = weight_seed;
  if (no_costs.empty())
    record.costs = sim::costs(record, *technology);
  else
    record.costs_missing_reason = no_costs;
  record.asked_inputs = limit;
  record.inputs = input_files(options, line.share("taking digests of the inputs"));
  record.command_line = session.command_line;
  record.host = sim::host_usage();
  report::write_run(record, *out, line.share("writing the results"));
  options.mapping.fill(*model, *architecture);
  const auto write_json = options.json.prepare(report::run_json(record));
  out->commit();
  options.mapping.commit();
  write_json();
  options.json.print(report::run_table(record) + fmt::format("\n{:<14}{}: {}\n", "files", options.out.path,
                                                             fmt::join(report::file_names(record), " ")));
}

}  // namespace

void add_run(CLI::App& app, const Session& session) {
  Verb verb(app, "run", "Run a workload in a view of the machine: outputs, cycles, stalls, traffic");
  const auto options = std::make_shared<RunOptions>();
  verb.argument("workload", "WORKLOAD", options->workload,
                "Package folder, or a network by its shapes (.yaml; needs --timing-only or --random-weights)");
  options->architecture.add_to(verb);
  options->mapping.add_to(verb);
  options->tech.add_to(verb);
  verb.option("--view", "VIEW", options->views,
              "golden: integers without time; systemc (unless given): the machine; estimate: its cycles in closed "
              "form, no values; rtl: the whole machine in gates; UNIT=rtl, any number of times: the systemc view with "
              "the gates of this unit in its place (matmul, requantizer, softmax, activation, normalization, "
              "residual_adder). Gates are built on demand and kept (OCTET_CACHE, else ~/.cache/octet)");
  verb.option("--input", "DATA", options->input,
              "Data set folder whose test images are run; without it, random inputs");
  verb.option("--limit", "N", options->limit, "Run only the first N inputs (random inputs: 1 unless given)");
  verb.option("--seed", "S", options->seed, "Seed of random inputs (1 unless given)");
  verb.option("--random-weights", "SEED", options->weight_seed,
              "Give a network by its shapes random weights of this seed, to run it with values");
  verb.flag("--timing-only", options->timing_only, "Cycles of one inference without its values");
  verb.flag("--explain", options->explain,
            "Where the cycles go: the array's cycles by cause, the bound and the distance from the roofline (repeated "
            "layers together; each in run.json and layers.csv), and what was tried against the longest waits and "
            "with the keys of `mapping`. A layer's window: the cycles from the ends of all earlier layers to its "
            "own end, so windows add up to the run; none: hidden. See docs/explain.md");
  verb.option(
      "--dump", "LAYER", options->dump,
      "Write the integers of this layer, of several (A,B,..., or the option again) or of `all` as "
      "DIR/dump/NAME.npy, [inputs, rows, columns]: what the view computed, the same in all of them. A network's "
      "layers are in layers.csv");
  options->out.add_to(verb, "Folder of run.json, layers.csv, architecture.yaml, outputs.csv, trace.json");
  options->json.add_to(verb);
  verb.required({"workload", "--arch", "--out"});
  verb.example(
      "octet run workloads/vit-fashion-mnist/package --arch octet-16 --input workloads/fashion-mnist-sample "
      "--limit 10 --out build/first\n"
      "  octet run workloads/vit-fashion-mnist/package --arch octet-16 --view softmax=rtl --view matmul=rtl --out "
      "build/gates");
  verb.run([options, &session] { run_verb(*options, session); });
}

}  // namespace octet::cli
