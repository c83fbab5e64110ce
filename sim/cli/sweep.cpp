// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <thread>

#include "models/io/files.hpp"
#include "models/io/publish.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/sweep_progress.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/explore/compare_search.hpp"
#include "sim/explore/export.hpp"
#include "sim/explore/folder.hpp"
#include "sim/explore/sweep.hpp"
#include "sim/report/run_json.hpp"

namespace octet::cli {
namespace {

constexpr std::uint64_t kMostWorkers = 1024;
constexpr std::size_t kShownRows = 20;
constexpr std::size_t kShownFailures = 5;

struct SweepOptions {
  std::string spec, out, workers, reuse, seeds;
  bool force = false, resume = false, retry_failed = false;
  JsonOption json;

  explore::Existing existing() const {
    if (resume) return explore::Existing::resume;
    return force ? explore::Existing::replace : explore::Existing::refuse;
  }
};

std::string now() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

/// Nothing may happen to the folder of a sweep whose sources are refused: they are looked at first.
void check_reuse(const SweepOptions& options, Faults& faults) {
  const std::filesystem::path theirs = std::filesystem::path(options.reuse) / explore::kDatabaseFile;
  std::error_code error;
  const bool same_folder =
      !options.out.empty() && lies_in(options.reuse, options.out) && lies_in(options.out, options.reuse);
  if (same_folder ||
      std::filesystem::equivalent(theirs, std::filesystem::path(options.out) / explore::kDatabaseFile, error)) {
    faults.add("--reuse", fmt::format("expected another folder than --out, got {}", options.reuse));
    return;
  }
  faults.attempt([&] {
    explore::Store::check_source(theirs);
    return true;
  });
}

void check(const SweepOptions& options, Faults& faults) {
  faults.require("SPEC", options.spec);
  faults.require("--out", options.out);
  if (options.force && options.resume)
    faults.add("--resume", "goes on with what --force takes away: expected one of them");
  if (options.retry_failed && !options.resume) faults.add("--retry-failed", "expected --resume with it");
  if (!options.reuse.empty()) check_reuse(options, faults);
  if (options.out.empty()) return;
  faults.keep_apart("--out", options.out, {options.spec});
  faults.attempt([&] {
    explore::check_folder(options.out, options.existing());
    return true;
  });
}

std::string summary(const explore::SweepResult& result, const SweepOptions& options) {
  using State = explore::Outcome::State;
  std::string out = fmt::format(
      "{:<14}{} of a space of {}: {} done, {} infeasible, {} failed\n{:<14}{} computed now, the rest was on file\n",
      "points", result.points.size(), result.space, result.count(State::done), result.count(State::infeasible),
      result.count(State::failed), "results", result.computed);
  std::size_t shown = 0;
  for (const explore::Point& point : result.points) {
    if (point.state != State::failed || ++shown > kShownFailures) continue;
    out += fmt::format("{:<14}{}:", "failed", point.reason);
    for (const auto& [name, value] : point.settings) out += fmt::format(" {}={}", name, value);
    out += "\n";
  }
  out += "\n" + explore::pareto_table(result, kShownRows);
  for (const std::string& one : result.not_priced()) out += fmt::format("{:<14}{}\n", "not priced", one);
  for (const explore::PackageAccuracy& package : result.packages)
    out += fmt::format("{:<14}{:.2f} % of {} images{}{}\n", "accuracy", 100.0 * package.score.share(),
                       package.score.samples, package.package.empty() ? "" : ": ", package.package);
  return out + fmt::format("\n{:<14}{}: {} {} {} {} {}\n", "files", options.out, explore::kJsonFile,
                           explore::kParetoFile, explore::kPointsFile, explore::kDatabaseFile, explore::kSpecFile);
}

/// Which bound nothing reaches, and how near the points come.
void refuse_unsatisfied(const explore::SweepResult& result) {
  const auto has_scores = [](const explore::Point& point) { return point.scores.has_value(); };
  if (std::any_of(result.points.begin(), result.points.end(), has_scores)) return;
  std::vector<Diagnostic> faults;
  for (const explore::Constraint& constraint : result.spec->constraints) {
    for (const explore::Constraint::Operand& operand : {constraint.left, constraint.right}) {
      const auto* metric = std::get_if<std::string>(&operand);
      std::vector<double> values;
      for (const explore::Point& point : result.points)
        if (metric != nullptr && point.metrics.contains(*metric)) values.push_back(point.metrics.at(*metric));
      if (values.empty()) continue;
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      faults.push_back(
          {constraint.place, fmt::format("/constraints: with '{}' nothing satisfies all constraints: {} is {} to {}",
                                         constraint.text, *metric, *low, *high)});
    }
  }
  if (faults.empty())
    faults.push_back({result.spec->file.string(), "no point could be run: points.csv has the reasons"});
  throw UserError(std::move(faults));
}

void sweep_verb(const SweepOptions& options, const Session& session) {
  Faults faults;
  check(options, faults);
  const std::uint64_t workers =
      faults.count("--jobs", options.workers, 1, kMostWorkers, std::max(1U, std::thread::hardware_concurrency()));
  const std::uint64_t seeds = faults.count("--compare-search", options.seeds, 1, 1000, 0);
  options.json.check(faults, {options.spec}, options.out);
  std::optional<explore::Spec> spec;
  if (!options.spec.empty()) spec = faults.attempt([&] { return explore::read_spec(options.spec); });
  std::unique_ptr<explore::Sweep> sweep;
  if (spec) {
    if (seeds > 0 && spec->search.method != explore::Method::grid)
      faults.add("--compare-search",
                 fmt::format("compares on a grid, {} asks for {}", options.spec, name(spec->search.method)));
    faults.attempt([&] {
      sweep = std::make_unique<explore::Sweep>(*spec);
      return true;
    });
  }
  faults.finish();

  const std::filesystem::path folder(options.out);
  explore::make_folder(folder, options.existing());
  const io::Standing made(folder);
  explore::Store store(folder / explore::kDatabaseFile, sweep->identity());
  io::write_file(folder / explore::kSpecFile, spec->text);
  if (options.retry_failed) store.forget_failures();
  if (!options.reuse.empty()) store.take_results(std::filesystem::path(options.reuse) / explore::kDatabaseFile);
  store.begin_session(session.command_line, now());
  explore::SweepResult result;
  {
    SweepLine line;
    result = sweep->run(store, static_cast<unsigned>(workers), line.progress());
  }
  explore::Json json = explore::sweep_json(result);
  std::string text = summary(result, options);
  if (!io::Standing(folder).is_same(made))
    throw UserError("--out",
                    options.out + " is another folder than the one this sweep began in: nothing is written to it");
  io::write_file(folder / explore::kPointsFile, explore::points_csv(result));
  io::write_file(folder / explore::kParetoFile, explore::pareto_csv(result));
  io::write_file(folder / explore::kJsonFile, report::json_text(json));
  if (seeds > 0) {
    const explore::SearchComparison comparison = explore::compare_searches(result, sweep->space(), seeds);
    json["search_comparison"] = explore::comparison_json(comparison);
    text += "\n" + explore::comparison_text(comparison);
    io::write_file(folder / explore::kJsonFile, report::json_text(json));
  }
  options.json.write(json);
  refuse_unsatisfied(result);
  options.json.print(text);
}

}  // namespace

void add_sweep(CLI::App& app, const Session& session) {
  Verb verb(app, "sweep",
            "Explore machines and packages: estimates first, SystemC and accuracy for the best; a Pareto front");
  const auto options = std::make_shared<SweepOptions>();
  verb.argument("spec", "SPEC", options->spec, "Axes, constraints, objectives, search (YAML, docs/sweep.md)");
  verb.option("--out", "DIR", options->out, "Folder of sweep.json, pareto.csv, points.csv, sweep.sqlite, spec.yaml");
  verb.option("-j,--jobs", "N", options->workers,
              "Processes that work at a time (the processors of this machine unless given)");
  verb.flag("--resume", options->resume, "Go on with a sweep that was interrupted; nothing on file is run again");
  verb.flag("--force", options->force, "Replace an existing sweep");
  verb.flag("--retry-failed", options->retry_failed, "With --resume: run failed points again");
  verb.option("--reuse", "DIR", options->reuse, "Take equal results from the folder of another sweep");
  verb.option("--compare-search", "N", options->seeds,
              "After a grid: what evolution and random search would have found of it with a tenth of the points, "
              "N seeds each");
  options->json.add_to(verb);
  verb.required({"spec", "--out"});
  verb.example("octet sweep workloads/sweeps/vit.yaml --out build/sweep -j 2");
  verb.run([options, &session] { sweep_verb(*options, session); });
}

}  // namespace octet::cli
