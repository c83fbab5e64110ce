// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/crosscheck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "hw/cosim/known_opcodes.hpp"
#include "hw/cosim/model_store.hpp"
#include "models/io/files.hpp"
#include "models/prove/verify.hpp"
#include "sim/cli/command_line.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/crosscheck/cycle_table.hpp"
#include "sim/crosscheck/report.hpp"
#include "sim/crosscheck/supervise.hpp"
#include "sim/crosscheck/wave_view.hpp"
#include "sim/report/output_folder.hpp"

namespace octet::cli {
namespace {

constexpr const char* kArchitecture = "octet-16";
constexpr std::uint64_t kCases = 20, kMostCases = 1'000'000;
constexpr int kMostSeconds = 20;            // of the processor, for a few cycles or one step with the gates of others
constexpr std::uint64_t kProgramShare = 5;  // a program takes as long as some cases of a unit

struct CrosscheckOptions {
  std::vector<std::string> units;
  std::string seed, count, only_case, program, rtl, waves, cycles, markdown;
  bool force = false, stop_at_first = false;
  ArchitectureOptions architecture;
  JsonOption json;
};

/// The program of `--program`, proved.
std::optional<program::Program> read_program(const CrosscheckOptions& options, Faults& faults) {
  if (options.program.empty()) return std::nullopt;
  auto program = faults.attempt([&] { return program::read_program(options.program); });
  if (!program) return std::nullopt;
  if (program->symbolic)
    faults.add("--program", options.program + " was compiled without weights, expected one with values");
  for (const prove::Finding& finding : prove::verify(*program)) faults.add(options.program, finding.text);
  faults.attempt([&] {
    rtl::require_gates(*program, {});
    return true;
  });
  return program;
}

/// Where a waveform will stand, and the file that opens it.
struct WaveFiles {
  WaveFiles(const std::string& path, bool force)
      : waves(path, report::Output::Kind::file, force, false, "--waves"),
        view(path + ".gtkw", report::Output::Kind::file, force, false, "--waves") {}
  report::Output waves, view;
};

/// The units asked for; else those that the user's modules are part of; none beside a program.
std::vector<crosscheck::Subject> read_subjects(const CrosscheckOptions& options, Faults& faults) {
  const auto selected = faults.attempt([&] { return crosscheck::select(options.units); });
  if (!options.rtl.empty()) {
    const auto hit = faults.attempt([&] { return crosscheck::subjects_of(options.rtl); });
    if (options.units.empty() && options.program.empty() && hit) return *hit;
    // A unit asked for that holds none of the user's modules would pass unchecked.
    for (const crosscheck::Subject& subject : selected.value_or(std::vector<crosscheck::Subject>{})) {
      const auto is_same = [&](const crosscheck::Subject& it) { return it.name == subject.name; };
      if (!options.units.empty() && subject.unit && hit && std::none_of(hit->begin(), hit->end(), is_same))
        faults.add("--rtl", fmt::format("no module of {} is part of the unit {}", options.rtl, subject.name));
    }
  }
  if (!selected || (options.units.empty() && !options.program.empty())) return {};
  return *selected;
}

/// The command that runs one case of a row again, for a shell.
std::string again(const CrosscheckOptions& options, const crosscheck::Request& request,
                  const crosscheck::SubjectResult& row, std::uint64_t case_index) {
  std::string text = "octet crosscheck --arch " + shell_quoted(options.architecture.name);
  for (const std::string& one : options.architecture.overrides) text += " --set " + shell_quoted(one);
  if (request.program && row.name == request.program_name)
    text += " --program " + shell_quoted(options.program);
  else
    text += " --unit " + row.name;
  text += fmt::format(" --seed {} --case {}", request.seed, case_index);
  if (!options.rtl.empty()) text += " --rtl " + shell_quoted(options.rtl);
  return text;
}

/// Runs the failing case, or else the one asked for, once more for a waveform.
void write_waves(const CrosscheckOptions& options, const crosscheck::Request& request, const crosscheck::Result& result,
                 const crosscheck::Listeners& listeners, WaveFiles& files) {
  const crosscheck::SubjectResult* row = result.failed();
  if (row == nullptr && request.only_case)
    row = !result.units.empty() ? &result.units.front() : &result.programs.front();
  if (row == nullptr) return options.json.print("waveform: none, as no case differs; --case I gives one\n");
  const std::uint64_t index = row->failure ? row->failure->case_index : *request.only_case;
  const std::string top = row->unit ? std::string("octet_") + row->name : "octet_accelerator";
  std::string view;
  files.waves.fill([&](const std::filesystem::path& work) {
    crosscheck::run_apart(work.string(), [&] { crosscheck::write_waves(request, *row, index, work, listeners); });
    view = crosscheck::wave_view(work, options.waves, top);
  });
  files.view.fill([&](const std::filesystem::path& work) { io::write_file(work, view); });
  files.waves.commit();
  files.view.commit();
  options.json.print(fmt::format("waveform of {} case {}: {}\nopen it with: gtkwave {}\n", row->name, index,
                                 options.waves, shell_quoted(options.waves + ".gtkw")));
}

/// Throws when a case failed. `unwritten`: what else went wrong, which must not hide that.
void end_on_failure(const crosscheck::Result& result, const crosscheck::Reproduce& reproduce,
                    const std::string& unwritten = {}) {
  std::string text = crosscheck::failures(result, reproduce);
  if (text.empty()) return;
  if (!unwritten.empty()) text += "\n" + unwritten;
  bool only_faults = true;
  for (const auto* rows : {&result.units, &result.programs})
    for (const crosscheck::SubjectResult& row : *rows)
      only_faults = only_faults && (!row.failure || row.failure->kind == crosscheck::Failure::Kind::fault);
  if (only_faults) throw MachineFault(text);
  throw ViewMismatch(text);
}

/// Writes the waveform and the JSON, in this order, because whoever interrupts the first is told that nothing was
/// written; then ends as `end_on_failure` does.
void write_results(const CrosscheckOptions& options, const crosscheck::Request& request,
                   const crosscheck::Result& result, const crosscheck::Listeners& listeners,
                   const crosscheck::Reproduce& reproduce, WaveFiles* waves) {
  Faults unwritten;
  const auto written = [&](const auto& write) {
    unwritten.attempt([&] {
      write();
      return true;
    });
  };
  if (waves != nullptr) written([&] { write_waves(options, request, result, listeners, *waves); });
  written([&] { options.json.write(crosscheck::json(result, reproduce)); });
  try {
    unwritten.finish();
  } catch (const UserError& error) {
    end_on_failure(result, reproduce, error.what());
    throw;
  }
  end_on_failure(result, reproduce);
}

/// Tells on standard output, once, that a model is being built.
std::function<void(const std::string&)> build_listener(const CrosscheckOptions& options, ProgressLine& line) {
  return [&options, told = std::string(), wait = line.work()](const std::string& what) mutable {
    const std::string model = what.substr(0, what.find(": "));  // without how far it is
    if (model != told && !what.starts_with(rtl::kNote)) options.json.print(model + "\n");
    told = model;
    wait(what);
  };
}

/// `--cycles AxL`: the table instead of cases.
void cycles_verb(const CrosscheckOptions& options) {
  constexpr std::uint64_t kMost = 1000;
  Faults faults;
  const std::uint64_t seed = faults.count("--seed", options.seed, 0, kLargestSeed, 1);
  const std::size_t cross = options.cycles.find('x');
  std::uint64_t machines = 0, layers = 0;
  if (cross == std::string::npos || cross + 1 == options.cycles.size()) {
    faults.add("--cycles", "expected architectures and layers as 4x5, got " + options.cycles);
  } else {
    machines = faults.count("--cycles", options.cycles.substr(0, cross), 1, kMost, 0);
    layers = faults.count("--cycles", options.cycles.substr(cross + 1), 1, kMost, 0);
    if (cross == 0) faults.add("--cycles", "expected architectures and layers as 4x5, got " + options.cycles);
  }
  for (const auto& [name, is_given] : {std::pair("--unit", !options.units.empty()),
                                       {"--arch", !options.architecture.name.empty()},
                                       {"--set", !options.architecture.overrides.empty()},
                                       {"--count", !options.count.empty()},
                                       {"--case", !options.only_case.empty()},
                                       {"--stop-at-first", options.stop_at_first},
                                       {"--program", !options.program.empty()},
                                       {"--rtl", !options.rtl.empty()},
                                       {"--waves", !options.waves.empty()},
                                       {"--force", options.force}})
    if (is_given) faults.add(name, "does not go with --cycles, which draws its machines and layers");
  std::optional<report::Output> page;
  if (!options.markdown.empty())
    faults.attempt([&] {
      return &page.emplace(options.markdown, report::Output::Kind::file, /*force=*/true, false, "--markdown");
    });
  options.json.check(faults, {options.markdown});
  faults.finish();

  ProgressLine line;
  const std::vector<crosscheck::Machine> drawn =
      crosscheck::draw_machines(seed, machines, layers, line.share("drawing machines and layers"));
  const crosscheck::CycleTable cycles =
      crosscheck::measure_cycles(seed, drawn, build_listener(options, line), line.items("run"));
  options.json.print(crosscheck::table(cycles));
  options.json.write(crosscheck::json(cycles));
  const std::string again = fmt::format("octet crosscheck --cycles {}x{} --seed {}", machines, layers, seed);
  if (page) {
    const std::string text = crosscheck::markdown(cycles, again + " --markdown " + shell_quoted(options.markdown));
    page->fill([&](const std::filesystem::path& work) { io::write_file(work, text); });
    page->commit();
  }
  if (const std::string misses = cycles.misses(); !misses.empty()) throw ViewMismatch(misses + "\n  again: " + again);
}

void crosscheck_verb(CrosscheckOptions options) {
  if (!options.cycles.empty()) return cycles_verb(options);
  Faults faults;
  if (!options.markdown.empty()) faults.add("--markdown", "is for --cycles");
  crosscheck::Request request;
  request.seed = faults.count("--seed", options.seed, 0, kLargestSeed, 1);
  request.unit_cases = faults.count("--count", options.count, 1, kMostCases, kCases);
  request.program_cases = (request.unit_cases + kProgramShare - 1) / kProgramShare;
  if (!options.only_case.empty()) {
    request.only_case = faults.count("--case", options.only_case, 0, kMostCases, 0);
    if (!options.count.empty()) faults.add("--case", "is one case, expected no --count");
  }
  request.stop_at_first = options.stop_at_first;
  request.program = read_program(options, faults);
  request.program_name = options.program;
  if (options.architecture.name.empty()) options.architecture.name = kArchitecture;
  const auto architecture = options.architecture.read(faults);
  if (architecture) {
    request.architecture = *architecture;
    faults.attempt([&] { return rtl::accelerator_request(*architecture); });
    if (request.program && !(request.program->geometry == architecture->geometry()))
      faults.add("--program",
                 fmt::format("was compiled for {}, whose sizes, queues or multiplier width are not those of {} here",
                             request.program->architecture, architecture->name));
  }
  if (!options.rtl.empty() && std::filesystem::is_directory(options.rtl))
    faults.add("--rtl", options.rtl + " is a folder, expected a file");
  else
    request.subjects = read_subjects(options, faults);
  if (!options.rtl.empty()) request.rtl = options.rtl;
  std::optional<WaveFiles> waves;
  if (!options.waves.empty()) faults.attempt([&] { return &waves.emplace(options.waves, options.force); });
  if (options.force && options.waves.empty()) faults.add("--force", "is for --waves");
  const std::vector<std::string> made_from = {options.architecture.name, options.program, options.rtl};
  faults.keep_apart("--waves", options.waves, made_from);
  options.json.check(faults, made_from);
  for (const std::string& file : {options.waves, options.waves + ".gtkw"})
    if (!options.waves.empty() && options.json.path() == file)
      faults.add("--json", "expected another file than --waves, got " + file);
  if (!options.only_case.empty() && !options.program.empty() && options.units.empty() && options.only_case != "0")
    faults.add("--case", "a program is one case, expected 0, got " + options.only_case);
  faults.finish();

  std::unique_ptr<crosscheck::Supervisor> supervisor;
  if (request.rtl) supervisor = std::make_unique<crosscheck::Supervisor>(options.rtl, kMostSeconds);
  ProgressLine line;
  crosscheck::Listeners listeners;
  listeners.build = build_listener(options, line);
  listeners.running = [&](const std::string& place) {
    if (supervisor) supervisor->at(place);
  };
  const auto goes_on = [&] {
    if (supervisor) supervisor->goes_on();
  };
  listeners.parts = [&](const std::string& what, std::uint64_t done, std::uint64_t total) {
    goes_on();
    line.parts(what)(done, total);
  };
  listeners.cases = line.items("case");
  const crosscheck::Result result = crosscheck::crosscheck(request, listeners);
  const auto reproduce = [&](const crosscheck::SubjectResult& row, std::uint64_t case_index) {
    return again(options, request, row, case_index);
  };
  options.json.print(crosscheck::table(result, request.architecture.name));
  listeners.parts = [&, share = line.share("writing the waveform")](const std::string& /*what*/, std::uint64_t done,
                                                                    std::uint64_t total) {
    goes_on();
    share(done, total);
  };
  write_results(options, request, result, listeners, reproduce, waves ? &*waves : nullptr);
}

}  // namespace

void add_crosscheck(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "crosscheck", "Golden, SystemC and gates on the same drawn cases and programs: bits, cycles, stalls");
  const auto options = std::make_shared<CrosscheckOptions>();
  verb.option("--unit", "NAME", options->units,
              fmt::format("Only these: {}; all unless given", fmt::join(crosscheck::subject_names(), ", ")));
  options->architecture.add_to(verb, "octet-16 unless given");
  verb.option("--seed", "S", options->seed, "Seed of the cases (1 unless given)");
  verb.option(
      "--count", "N", options->count,
      "Drawn cases of each unit (20 unless given), after those aimed at the ends of its page; a fifth as many of "
      "each family of programs");
  verb.option("--case", "I", options->only_case, "Only case I of each, counted from 0, the aimed ones first");
  verb.flag("--stop-at-first", options->stop_at_first, "The first case that differs is the last");
  verb.option("--program", "PROGRAM", options->program,
              "A compiled program, on a random input; alone unless --unit is given");
  verb.option("--rtl", "FILE.sv", options->rtl,
              "SystemVerilog whose modules stand in for ours of the same name; runs the units they are part of");
  verb.option("--waves", "FILE.fst", options->waves,
              "The first case that differs, or --case, again with an FST waveform, and FILE.gtkw to open it");
  verb.flag("--force", options->force, "Replace an existing waveform and its FILE.gtkw");
  verb.option("--cycles", "AxL", options->cycles,
              "Instead: cycles of A drawn architectures x L encoder layers, with the fixed memory (equal), with "
              "random memory stalls and with a slow memory, all equal");
  verb.option("--markdown", "FILE.md", options->markdown,
              "Also write the table of --cycles as a page, replacing FILE.md");
  options->json.add_to(verb);
  verb.example("octet crosscheck --unit softmax --arch octet-16 --count 100 --seed 7");
  verb.run([options] { crosscheck_verb(*options); });
}

}  // namespace octet::cli
