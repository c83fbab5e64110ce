// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/tech_option.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/report/area_report.hpp"

namespace octet::cli {
namespace {

struct Options {
  ArchitectureOptions architecture;
  TechOption tech;
  std::string liberty;
  JsonOption json;
};

void area_verb(const Options& options) {
  Faults faults;
  const auto architecture = options.architecture.read(faults);
  const auto technology = options.tech.read(faults);
  options.json.check(faults, {options.architecture.name, options.tech.name, options.liberty});
  std::optional<synthesis::Liberty> liberty;
  if (!options.liberty.empty()) liberty = faults.attempt([&] { return synthesis::read_liberty(options.liberty); });
  std::optional<tech::Prices> prices;
  if (architecture && technology) prices = faults.attempt([&] { return tech::Prices(*architecture, *technology); });
  faults.finish();
  report::AreaReport result{*architecture, *technology, *prices, {}, options.liberty};
  if (liberty) {
    ProgressLine line;
    result.synthesis =
        synthesis::synthesize(synthesis::machine_modules(*architecture), *liberty, line.share("synthesizing"));
  }
  options.json.write(report::area_report_json(result));
  options.json.print(report::area_report_table(result));
}

}  // namespace

void add_area(CLI::App& app, const Session& /*session*/) {
  CLI::App* verb = app.add_subcommand("area", "Area and power of an architecture, unit by unit, each with its source");
  const auto options = std::make_shared<Options>();
  options->architecture.add_to(*verb);
  options->tech.add_to(*verb);
  verb->add_option(
          "--synth", options->liberty,
          "Synthesize the shipped gates for a cell library as well: a liberty file, or osu018 or osu035 (Debian "
          "packages qflow-tech-...). Minutes the first time, then cached")
      ->type_name("LIBERTY");
  options->json.add_to(*verb);
  add_example(*verb, "octet area --arch octet-16 --tech 28nm");
  verb->callback([options] { area_verb(*options); });
}

}  // namespace octet::cli
