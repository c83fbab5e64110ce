// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "hw/cosim/rtl_accelerator.hpp"
#include "hw/cosim/rtl_unit.hpp"
#include "models/core/nearest.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/tech_option.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/power/power_report.hpp"
#include "sim/report/area_report.hpp"

namespace octet::cli {
namespace {

struct AreaOptions {
  ArchitectureOptions architecture;
  TechOption tech;
  std::string liberty;
  bool power = false;
  std::vector<std::string> units;
  std::string seed, count;
  JsonOption json;
};

constexpr std::uint64_t kMeasuredCases = 20, kMostMeasuredCases = 10'000;  // of a unit

/// The units of `--unit`; all that have gates of their own unless given.
std::vector<hw::UnitId> read_units(const AreaOptions& options, Faults& faults) {
  std::vector<hw::UnitId> units;
  std::vector<std::string> known;
  for (const hw::UnitId unit : rtl::gated_units()) {
    known.emplace_back(hw::name(unit));
    const bool is_asked = std::find(options.units.begin(), options.units.end(), known.back()) != options.units.end();
    if (options.units.empty() || is_asked) units.push_back(unit);
  }
  for (const std::string& name : options.units)
    if (std::find(known.begin(), known.end(), name) == known.end())
      faults.add("--unit",
                 fmt::format("expected one of {}, got {}{}", fmt::join(known, ", "), name, did_you_mean(name, known)));
  return units;
}

/// What `--power` needs, and what is nothing without it.
void check_power(const AreaOptions& options, const std::optional<arch::Architecture>& architecture,
                 const std::optional<synthesis::Liberty>& liberty, Faults& faults) {
  if (!options.power) {
    for (const auto& [name, is_given] : {std::pair("--unit", !options.units.empty()),
                                         {"--seed", !options.seed.empty()},
                                         {"--count", !options.count.empty()}})
      if (is_given) faults.add(name, "is for --power");
    return;
  }
  if (options.liberty.empty()) faults.add("--power", "needs --synth LIBERTY, whose cells are counted");
  if (architecture) faults.attempt([&] { return rtl::accelerator_request(*architecture); });
  if (liberty) faults.attempt([&] { return power::CellLibrary(*liberty); });
}

/// The modules of the machine, or of some units alone.
std::vector<synthesis::Module> modules_of(const arch::Architecture& architecture,
                                          const std::vector<std::string>& units) {
  std::vector<synthesis::Module> modules = synthesis::machine_modules(architecture);
  if (!units.empty())
    std::erase_if(modules, [&](const synthesis::Module& it) {
      return std::find(units.begin(), units.end(), it.unit) == units.end();
    });
  return modules;
}

void area_verb(const AreaOptions& options) {
  Faults faults;
  const auto architecture = options.architecture.read(faults);
  const auto technology = options.tech.read(faults);
  options.json.check(faults, {options.architecture.name, options.tech.name, options.liberty});
  std::optional<synthesis::Liberty> liberty;
  if (!options.liberty.empty()) liberty = faults.attempt([&] { return synthesis::read_liberty(options.liberty); });
  std::optional<tech::Prices> prices;
  if (architecture && technology) prices = faults.attempt([&] { return tech::Prices(*architecture, *technology); });
  const std::vector<hw::UnitId> units = read_units(options, faults);
  const std::uint64_t seed = faults.count("--seed", options.seed, 0, kLargestSeed, 1);
  const std::uint64_t count = faults.count("--count", options.count, 1, kMostMeasuredCases, kMeasuredCases);
  check_power(options, architecture, liberty, faults);
  faults.finish();
  report::AreaReport result{*architecture, *technology, *prices, {}, options.liberty};
  std::string power_text;
  report::Json power_json;
  if (liberty) {
    ProgressLine line;
    // First: what it synthesizes is kept, its figures among it.
    if (options.power) {
      const power::PowerRequest request{*architecture, *technology, *liberty, units, seed, count};
      const power::PowerResult measured = power::measure_power(
          request,
          {line.share("synthesizing"), line.share("running gates"), line.share("counting toggles"), line.work()});
      power_text = power::power_table(request, measured, options.liberty);
      power_json = power::power_json(request, measured, options.liberty);
    }
    result.synthesis =
        synthesis::synthesize(modules_of(*architecture, options.units), *liberty, line.share("synthesizing"));
  }
  report::Json json = report::area_report_json(result);
  if (options.power) json["power"] = power_json;
  options.json.write(json);
  options.json.print(report::area_report_table(result) + power_text);
}

}  // namespace

void add_area(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "area", "Area and power of an architecture, unit by unit, each with its source");
  const auto options = std::make_shared<AreaOptions>();
  options->architecture.add_to(verb);
  options->tech.add_to(verb);
  verb.option("--synth", "LIBERTY", options->liberty,
              "Synthesize the shipped gates for a cell library as well: a liberty file, or osu018 or osu035 (Debian "
              "packages qflow-tech-...). Minutes the first time, then cached");
  verb.flag("--power", options->power,
            "With --synth: energy of the computing units from toggles of their cells in drawn cases, beside what "
            "the technology table says of the same commands");
  verb.option("--unit", "NAME", options->units, "With --power: only these units");
  verb.option("--seed", "S", options->seed, "With --power: seed of the cases (1 unless given)");
  verb.option("--count", "N", options->count, "With --power: cases of each unit (20 unless given)");
  options->json.add_to(verb);
  verb.required({"--arch"});
  verb.example("octet area --arch octet-16 --tech 28nm");
  verb.run([options] { area_verb(*options); });
}

}  // namespace octet::cli
