// SPDX-License-Identifier: Apache-2.0
// Full load is what every unit takes at its own rate: more than any run takes of it.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "models/core/error.hpp"
#include "sim/compile/compile.hpp"
#include "sim/estimate/estimate.hpp"
#include "sim/run/workload.hpp"
#include "sim/tech/energy.hpp"
#include "sim/tech/full_load.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using namespace octet;

namespace {

/// Energy without the DRAM's, which is outside.
double on_chip(const tech::Energy& energy) {
  double sum = 0.0;
  for (const tech::UnitEnergy& unit : energy.units)
    if (unit.name != "dram") sum += unit.total().value();
  return sum;
}

/// Energy of a run and of as many cycles at full load, unit by unit unless only `in_all`.
void check_run(const program::Program& program, const arch::Architecture& architecture, bool in_all = false) {
  const sim::Estimate run = sim::estimate(program, architecture);
  const tech::Prices prices(architecture, tech::read_technology(tech::kDefaultTechnology));
  const tech::Energy taken = prices.energy(run.traffic, run.cycles),
                     most = prices.energy(tech::full_load(architecture, run.cycles), run.cycles);
  REQUIRE(taken.units.size() == most.units.size());
  CHECK(on_chip(taken) < on_chip(most));
  if (in_all) return;
  std::size_t units = 0;
  for (std::size_t i = 0; i < taken.units.size(); ++i) {
    if (taken.units[i].name == "dram") continue;
    CAPTURE(taken.units[i].name);
    CHECK(taken.units[i].total().value() <= most.units[i].total().value());
    units += taken.units[i].dynamic.value() > 0.0;
  }
  CHECK(units >= 12);
}

}  // namespace

TEST_CASE("full load is more than any run of a shipped workload takes, unit by unit", "[tech]") {
  std::vector<std::filesystem::path> workloads = {"workloads/vit-fashion-mnist/package"};
  for (const auto& entry : std::filesystem::directory_iterator("workloads"))
    if (entry.path().extension() == ".yaml") workloads.push_back(entry.path());
  REQUIRE(workloads.size() > 5);
  std::size_t runs = 0;
  for (const std::filesystem::path& path : workloads) {
    const graph::Model model = sim::read_workload(path);
    for (const char* name : {"octet-16", "octet-64", "octet-128"}) {
      CAPTURE(path.string(), name);
      const arch::Architecture architecture = arch::read_architecture(name);
      check_run(sim::compile(model, architecture, true), architecture);
      ++runs;
    }
  }
  CHECK(runs == 3 * workloads.size());
}

TEST_CASE("full load is more than a run takes on machines where one unit is all at work", "[tech]") {
  const graph::Model model = sim::read_workload("workloads/vit-fashion-mnist/package");
  for (const std::vector<std::string>& changes : std::vector<std::vector<std::string>>{
           {"lanes.softmax=1", "lanes.normalization=1", "lanes.activation=1", "lanes.residual_adder=1",
            "lanes.requantizer=1"},
           {"lanes.softmax=16", "lanes.normalization=16", "lanes.activation=16", "lanes.residual_adder=16"},
           {"memory.beat_bytes=4", "memory.burst_bytes=64"},
           {"memory.beat_bytes=128", "memory.latency_cycles=1"},
           {"array.rows=4", "array.columns=4", "lanes.requantizer=4", "lanes.softmax=4", "lanes.activation=4",
            "lanes.normalization=4", "lanes.residual_adder=4"},
           {"buffers.activation.ports=single", "buffers.weight.ports=single", "buffers.accumulator.ports=single"},
           {"array.shadow_accumulators=false"}}) {
    CAPTURE(changes.front());
    const arch::Architecture architecture = arch::read_architecture("octet-16", changes);
    check_run(sim::compile(model, architecture, true), architecture);
  }
}

TEST_CASE("a run whose steps have few rows moves padding, and takes less than full load in all", "[tech]") {
  const test::TemporaryFolder folder;
  for (const int tokens : {1, 2, 17}) {
    CAPTURE(tokens);
    std::ofstream(folder / "few.yaml") << fmt::format(
        "octet_shapes: 1\nname: few\nreference: none\n"
        "encoder: {{layers: 1, width: 256, heads: 4, ffn_width: 1024, tokens: {}, norm: post}}\nleft_out: []\n",
        tokens);
    const graph::Model model = sim::read_workload(folder / "few.yaml");
    for (const char* name : {"octet-16", "octet-64"}) {
      const arch::Architecture architecture = arch::read_architecture(name, {"memory.beat_bytes=128"});
      check_run(sim::compile(model, architecture, true), architecture, true);
    }
  }
}

TEST_CASE("draining is part of full load", "[tech]") {
  const arch::Architecture architecture = arch::read_architecture("octet-16");
  CHECK(tech::full_load(architecture, Cycles(1000)).drained_columns == 1000);
}
