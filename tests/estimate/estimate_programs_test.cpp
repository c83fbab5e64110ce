// SPDX-License-Identifier: Apache-2.0
// Whole programs against SystemC: the same to the cycle, whether the recurrence is walked to its end or repetitions are
// skipped.
#include "hw/chip/platform.hpp"
#include "models/blocks/shapes.hpp"
#include "models/compress/quantize.hpp"
#include "models/graph/executor.hpp"
#include "sim/compile/compile.hpp"
#include "sim/estimate/comparison.hpp"
#include "sim/estimate/estimate.hpp"
#include "tests/compile/random_layer.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/graph/pairs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_memory.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

void check_traffic(const hw::Counters& estimated, const hw::Counters& counted) {
  for (std::size_t space = 0; space < estimated.memories.size(); ++space) {
    CAPTURE(space);
    CHECK(estimated.memories[space].read == counted.memories[space].read);
    CHECK(estimated.memories[space].written == counted.memories[space].written);
    CHECK(estimated.memories[space].words_read == counted.memories[space].words_read);
    CHECK(estimated.memories[space].words_written == counted.memories[space].words_written);
  }
  CHECK(estimated.macs_8x8 == counted.macs_8x8);
  CHECK(estimated.mac_slots == counted.mac_slots);
  CHECK(estimated.drained_columns == counted.drained_columns);
  CHECK((estimated.operations == counted.operations));
  CHECK(estimated.bursts == counted.bursts);
  CHECK(estimated.activations == counted.activations);
  CHECK(estimated.commands == counted.commands);
}

arch::Architecture randomly_timed(arch::Architecture it, test::RandomSource& random) {
  it.shadow_accumulators = random.between(0, 1) == 1;
  it.buffers.activation.dual_port = random.between(0, 1) == 1;
  it.buffers.weight.dual_port = random.between(0, 1) == 1;
  it.fetch_depth = static_cast<std::uint32_t>(random.between(1, 4));
  it.dma_in_flight = static_cast<std::uint32_t>(random.between(1, 3));
  if (random.between(0, 2) == 0)
    it.memory.device = test::random_banked_memory(random);
  else
    it.memory.device.set("latency_cycles", static_cast<std::uint64_t>(random.between(1, 200)));
  it.memory.outstanding = static_cast<std::uint32_t>(random.between(1, 16));
  return it;
}

}  // namespace

TEST_CASE("random layers on random machines take the cycles of SystemC", "[estimate]") {
  const std::uint64_t seed = test::seed();
  CAPTURE(seed);
  test::RandomSource random(seed);
  for (std::uint64_t i = 0; i < 40; ++i) {
    CAPTURE(i);
    const test::RandomLayer layer = test::random_layer(seed + i);
    const arch::Architecture architecture = randomly_timed(layer.architecture, random);
    const hw::RunResult expected = hw::Platform(architecture, {.values = false}).run(layer.program);
    const sim::Estimate walked = sim::estimate(layer.program, architecture, sim::Loops::walk_all);
    REQUIRE(walked.cycles == expected.cycles);
    for (std::size_t unit = 0; unit < hw::kUnitCount; ++unit)
      CHECK(walked.busy[unit] == expected.counters.units[unit].busy);
    for (std::size_t at = 0; at < expected.layers.size(); ++at) {
      CHECK(walked.layers[at].start == expected.layers[at].start);
      CHECK(walked.layers[at].end == expected.layers[at].end);
    }
    check_traffic(walked.traffic, expected.counters);
    CHECK(sim::compare(layer.program, architecture).misses(0) == 0);
  }
}

TEST_CASE("every operator beside others has golden's bits in SystemC, and its cycles in the estimate", "[estimate]") {
  test::SmallArchitecture edges, spilling;  // edge tiles in rows and columns; everything through DRAM
  edges.rows = edges.columns = 3;
  spilling.rows = 3, spilling.columns = 5;
  spilling.keep_on_chip = false;
  std::size_t ran = 0;
  for (const std::string& producer : test::producers())
    for (const std::string& reader : test::readers()) {
      if (test::refusal(producer, reader, reader)) continue;
      const graph::Model model = compress::compress(
          test::PairGraph(3).build(producer, reader, reader),
          {.numerics = {}, .calibration_images = 2, .method = compress::RangeMethod::kMax}, test::noise_images(2, 1));
      if (model.nodes.empty()) continue;  // an input that nothing reads
      for (const test::SmallArchitecture& options : {edges, spilling}) {
        CAPTURE(model.name, options.keep_on_chip);
        const arch::Architecture architecture = test::small_architecture(options);
        const program::Program program = sim::compile(model, architecture);
        const Matrix<std::int16_t> input = test::random_input(model, ++ran);
        const hw::RunResult result = hw::Platform(architecture).run(program, input);
        CHECK(result.output == graph::execute(model, input));
        CHECK(sim::estimate(program, architecture).cycles == result.cycles);
      }
    }
  CHECK(ran > 100);
}

TEST_CASE("what is not fused costs what docs/machine.md says, which is no pass over the rows", "[estimate]") {
  const graph::Model model = blocks::read_shapes("workloads/deit-small.yaml").model;
  const auto cycles = [&](const char* name, const char* fuse) {
    const arch::Architecture architecture = arch::read_architecture(name, {fuse});
    return sim::estimate(sim::compile(model, architecture, true), architecture).cycles;
  };
  CHECK(cycles("octet-128", "mapping.fuse=true") == Cycles(1147908));
  CHECK(cycles("octet-128", "mapping.fuse=false") == Cycles(1181330));
  CHECK(cycles("octet-64", "mapping.fuse=true") == Cycles(2298790));
  CHECK(cycles("octet-64", "mapping.fuse=false") == Cycles(2751029));
}
