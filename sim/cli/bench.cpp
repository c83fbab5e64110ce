// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <memory>

#include "sim/bench/families.hpp"
#include "sim/bench/gate.hpp"
#include "sim/bench/report.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"

namespace octet::cli {
namespace {

constexpr std::uint64_t kRepetitions = 5;

struct BenchOptions {
  std::vector<std::string> only;
  std::string repetitions, gate, gates = "octet-16";
  JsonOption json;
};

/// The factor of `--gate`, nothing when it is not given (or wrong: a problem kept).
std::optional<double> read_gate(const std::string& text, Faults& faults) {
  if (text.empty()) return std::nullopt;
  double factor = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
  if (error == std::errc() && end == text.data() + text.size() && factor > 0.0 && factor <= 1e6) return factor;
  faults.add("--gate", "expected a number above 0 and up to 1000000, got " + text);
  return std::nullopt;
}

void bench_verb(const BenchOptions& options) {
  Faults faults;
  const std::uint64_t repetitions = faults.count("--repetitions", options.repetitions, 1, kRepetitions);
  const std::optional<double> gate = read_gate(options.gate, faults);
  const auto architecture = faults.attempt([&] { return arch::read_architecture(options.gates); });
  options.json.check(faults, {options.gates});
  const auto families = faults.attempt(
      [&] { return bench::select(bench::all_families(architecture.value_or(arch::Architecture{})), options.only); });
  faults.finish();

  ProgressLine line;
  const bench::Results results = bench::measure(*families, repetitions, line.items("run"));
  const bench::Host host = bench::this_host();
  options.json.print(bench::table(results, host));
  options.json.write(bench::json(results, host, gate));
  if (gate) bench::check_gate(results, *gate);
}

}  // namespace

void add_bench(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "bench", "Speed of Octet itself, as ratios measured side by side");
  const auto options = std::make_shared<BenchOptions>();
  verb.option("--only", "NAME", options->only, "Measure only these names of the table");
  verb.option("--repetitions", "N", options->repetitions, "Runs of each side; the median counts (5 unless given)");
  verb.option(
      "--gate", "FACTOR", options->gate,
      "Exit with status 5 when a ratio is above FACTOR times its target (2 leaves room for a busy host); SystemC "
      "beside gates gets no room, and must be measured");
  verb.option("--gates", "ARCH", options->gates,
              "The machine whose gates are timed beside SystemC (octet-16 unless given; Verilated on demand)");
  options->json.add_to(verb);
  verb.example("octet bench --repetitions 3 --gate 2 --json build/bench.json");
  verb.run([options] { bench_verb(*options); });
}

}  // namespace octet::cli
