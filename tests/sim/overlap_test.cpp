// SPDX-License-Identifier: Apache-2.0
// Every overlap of docs/machine.md, "Overlaps", taken away from octet-16: the vision transformer takes more cycles, and
// gives the same bits.
#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using octet::test::run_octet;
using octet::test::text_of;
using Json = nlohmann::json;

namespace {

struct Run {
  std::uint64_t cycles = 0;
  std::string outputs;
};

/// One random input of the shipped vision transformer with these changes.
Run run_with(const std::vector<std::string>& changes) {
  const octet::test::TemporaryFolder folder;
  std::vector<std::string> arguments = {
      "run", "workloads/vit-fashion-mnist/package", "--arch", "octet-16", "--out", folder / "run"};
  for (const std::string& change : changes) arguments.insert(arguments.end(), {"--set", change});
  const auto result = run_octet(arguments);
  INFO(result.err);
  REQUIRE(result.status == 0);
  return {Json::parse(text_of(folder / "run/run.json"))["cycles"], text_of(folder / "run/outputs.csv")};
}

}  // namespace

TEST_CASE("without any one overlap the run is longer and the bits are the same", "[overlap][sim]") {
  const Run all = run_with({});
  for (const char* without :
       {"mapping.weight_slots=1", "mapping.activation_slots=1", "mapping.accumulator_slots=1",
        "mapping.overlap_layers=false", "mapping.fuse=false", "mapping.keys_first=false", "memory.transposer_blocks=1",
        "memory.outstanding=1", "array.shadow_accumulators=false", "buffers.activation.ports=single",
        "buffers.weight.ports=single", "buffers.accumulator.ports=single"}) {
    INFO(without);
    const Run run = run_with({without});
    CHECK(run.cycles > all.cycles);
    CHECK(run.outputs == all.outputs);
  }
}

TEST_CASE("queue, fetch and DMA depth change cycles, and no bit", "[overlap][sim]") {
  // Which way depends on the network: what comes earlier also takes the port earlier (docs/machine.md, "Overlaps").
  // Hand-made programs show the overlap itself (platform_cycles_test.cpp, cycles_units_test.cpp).
  const Run all = run_with({});
  for (const char* without : {"controller.dma_in_flight=1", "controller.queue_depth=1", "controller.fetch_depth=1"}) {
    INFO(without);
    const Run run = run_with({without});
    CHECK(run.cycles != all.cycles);
    CHECK(run.outputs == all.outputs);
  }
}

TEST_CASE("chunks of a table take turns with one parameter slot", "[overlap][sim]") {
  // A table of which half the buffer does not hold the whole is loaded chunk by chunk; a long latency, small chunks and
  // one accumulator slot leave nothing that hides the loads.
  const std::vector<std::string> small = {"buffers.parameter.bytes=4096", "mapping.chunk_tiles=1",
                                          "mapping.accumulator_slots=1", "memory.latency_cycles=200"};
  const auto with = [&small](const std::string& change) {
    std::vector<std::string> changes = small;
    changes.push_back(change);
    return run_with(changes);
  };
  const Run two = with("mapping.parameter_slots=2"), one = with("mapping.parameter_slots=1");
  CHECK(one.cycles > two.cycles);
  CHECK(one.outputs == two.outputs);
}
