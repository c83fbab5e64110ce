// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "models/io/files.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/report/html_page.hpp"
#include "sim/report/output_folder.hpp"
#include "sim/report/run_document.hpp"
#include "sim/report/run_json.hpp"
#include "sim/report/sweep_document.hpp"

namespace octet::cli {
namespace {

namespace fs = std::filesystem;

struct ReportOptions {
  std::vector<std::string> folders;
  OutOptions out;
};

/// Beside the first folder, with its name.
std::string default_path(const std::string& folder) {
  fs::path path = fs::absolute(folder).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  return fs::path(path).concat(".html").lexically_proximate(fs::current_path()).string();
}

/// What the page is about: its title, and the results by kind.
struct Results {
  std::string title;
  report::Json runs = report::Json::array(), sweeps = report::Json::array();

  void add_run(report::Json run) {
    add_title(fmt::format("{} on {}", run["run"]["workload"].get<std::string>(),
                          run["run"]["architecture"]["name"].get<std::string>()));
    runs.push_back(std::move(run));
  }
  void add_sweep(report::Json sweep) {
    add_title(sweep["name"]);
    sweeps.push_back(std::move(sweep));
  }

 private:
  void add_title(const std::string& part) { title += (title.empty() ? "" : " / ") + part; }
};

Results read_results(const std::vector<std::string>& folders, Faults& faults) {
  Results results;
  for (const std::string& folder : folders) {
    if (fs::exists(fs::path(folder) / "run.json")) {
      if (auto run = faults.attempt([&] { return report::read_run_folder(folder); })) results.add_run(std::move(*run));
    } else if (report::is_sweep_folder(folder)) {
      if (auto sweep = faults.attempt([&] { return report::read_sweep_folder(folder); }))
        results.add_sweep(std::move(*sweep));
    } else if (report::is_unfinished_sweep_folder(folder)) {
      faults.add(folder,
                 fmt::format("is a sweep that is not finished, it has no {}: octet sweep SPEC --out {} --resume "
                             "goes on with it",
                             report::kSweepFile, folder));
    } else {
      faults.add(folder, fmt::format("expected a folder of octet run (run.json) or of octet sweep ({}), got {}",
                                     report::kSweepFile,
                                     fs::is_directory(folder) ? "a folder without either"
                                     : fs::exists(folder)     ? "something else than a folder"
                                                              : "nothing by this name"));
    }
  }
  return results;
}

void report_verb(const ReportOptions& options, const Session& session) {
  Faults faults;
  if (options.folders.empty()) faults.require("DIR", "");
  if (options.folders.size() > 2)
    faults.add("DIR", fmt::format("expected one or two folders, got {}", options.folders.size()));
  faults.keep_apart("--out", options.out.path, options.folders);
  faults.finish();
  const std::string path = options.out.path.empty() ? default_path(options.folders.front()) : options.out.path;
  const Results results = read_results(options.folders, faults);
  std::optional<report::Output> out;
  faults.attempt([&] { return &out.emplace(path, report::Output::Kind::file, options.out.force); });
  faults.finish();

  const report::Json document = {{"version", report::version()},
                                 {"command_line", session.command_line},
                                 {"runs", results.runs},
                                 {"sweeps", results.sweeps}};
  const std::string page = report::html_page("Octet report: " + results.title, document);
  out->fill([&](const fs::path& work) { io::write_file(work, page); });
  out->commit();
  print(fmt::format("report        {} ({} bytes)\n", path, page.size()));
}

}  // namespace

void add_report(CLI::App& app, const Session& session) {
  Verb verb(app, "report", "One HTML file of one or two results, readable offline");
  const auto options = std::make_shared<ReportOptions>();
  verb.argument("folders", "DIR [DIR2]", options->folders,
                "Result folders of octet run or octet sweep; two are put side by side");
  options->out.add_to(verb, "HTML file; DIR.html unless given");
  verb.required({"folders"});
  verb.example("octet report build/first build/second --out build/report.html");
  verb.run([options, &session] { report_verb(*options, session); });
}

}  // namespace octet::cli
