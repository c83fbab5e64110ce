// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "hw/chip/platform.hpp"
#include "models/data/patches.hpp"
#include "models/execute/interpreter.hpp"
#include "models/graph/executor.hpp"
#include "models/prove/verify.hpp"
#include "sim/compile/compile.hpp"
#include "tests/spine/shipped.hpp"
#include "tests/support/catch.hpp"

namespace octet {
namespace {

/// Draws array, buffers, lanes, queues, memory and tile choices; sizes range from scarce (everything spilled, one tile
/// a chunk) to ample.
std::vector<std::string> random_overrides(std::mt19937_64& random) {
  const auto pick = [&](std::initializer_list<std::uint64_t> values) {
    return *(values.begin() + static_cast<std::ptrdiff_t>(random() % values.size()));
  };
  const std::uint64_t rows = pick({4, 8, 12, 16, 20, 32, 64}), columns = pick({4, 8, 12, 16, 24, 32, 64});
  const auto set = [](const char* path, const std::string& value) { return std::string(path) + "=" + value; };
  const auto lanes = [&] { return std::to_string(1 + random() % rows); };
  const auto number = [](std::uint64_t value) { return std::to_string(value); };
  // Bank sizes must hold whole words of any shape drawn above: multiples of 64 * 4 * 3 * 5 bytes.
  const std::uint64_t unit = 15360, banks = pick({2, 4, 8});
  const auto buffer = [&](std::uint64_t bytes, std::uint64_t count) {
    return number((bytes / (unit * count) + 1) * unit * count);
  };
  return {set("array.rows", number(rows)),
          set("array.columns", number(columns)),
          set("array.shadow_accumulators", random() % 2 ? "true" : "false"),
          set("lanes.requantizer", lanes()),
          set("lanes.softmax", lanes()),
          set("lanes.activation", lanes()),
          set("lanes.normalization", lanes()),
          set("lanes.residual_adder", lanes()),
          set("buffers.activation.bytes", buffer(rows * 256 * pick({5, 8, 16}) + 65536, banks)),
          set("buffers.activation.banks", number(banks)),
          set("buffers.activation.ports", random() % 2 ? "dual" : "single"),
          set("buffers.weight.bytes", buffer(columns * 256 * pick({2, 4, 9}) + 16384, 4)),
          set("buffers.weight.banks", "4"),
          set("buffers.accumulator.bytes", buffer(rows * (columns + 49) * pick({8, 16}), 2)),
          set("buffers.accumulator.banks", "2"),
          set("controller.queue_depth", number(pick({2, 4, 8}))),
          set("controller.dma_in_flight", number(pick({1, 2, 3}))),
          set("memory.latency_cycles", number(pick({1, 17, 200}))),
          set("memory.outstanding", number(pick({1, 4, 16}))),
          set("mapping.chunk_tiles", number(pick({0, 1, 3}))),
          set("mapping.keep_on_chip", random() % 2 ? "true" : "false"),
          set("mapping.weight_slots", number(pick({0, 1, 2}))),
          set("mapping.activation_slots", number(pick({1, 2, 3, 4}))),
          set("mapping.accumulator_slots", number(pick({1, 2, 4}))),
          set("mapping.parameter_slots", number(pick({1, 2}))),
          set("mapping.overlap_layers", random() % 2 ? "true" : "false"),
          set("mapping.fuse", random() % 2 ? "true" : "false"),
          set("mapping.keys_first", random() % 2 ? "true" : "false"),
          set("memory.transposer_blocks", number(pick({1, 2})))};
}

TEST_CASE("The same package gives the same logits on random architectures", "[spine]") {
  const std::size_t count = test::count_from_environment("OCTET_ARCHITECTURES", 20);
  const std::uint64_t seed = test::count_from_environment("OCTET_SEED", 1);
  const graph::Model model = test::shipped_model();
  const data::ImageDataset images = test::test_images(3);
  std::vector<Matrix<std::int16_t>> inputs, golden;
  for (std::size_t i = 0; i < images.size(); ++i) {
    inputs.push_back(data::patches(images.image(i), model.image));
    golden.push_back(graph::execute(model, inputs.back()));
  }
  std::mt19937_64 random(seed);
  for (std::size_t n = 0; n < count; ++n) {
    const std::vector<std::string> overrides = random_overrides(random);
    std::string described = "seed " + std::to_string(seed) + " architecture " + std::to_string(n) + ":";
    for (const std::string& part : overrides) described += " --set " + part;
    INFO(described);
    const arch::Architecture architecture = arch::read_architecture("octet-16", overrides);
    const program::Program program = sim::compile(model, architecture);
    REQUIRE(prove::verify(program).empty());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const hw::RunResult result =
          hw::Platform(architecture, {.values = true, .stall_seed = i}).run(program, inputs[i]);
      CHECK(result.output == golden[i]);
      CHECK(execute::Interpreter(program).run(inputs[i], n) == golden[i]);
    }
  }
}

}  // namespace
}  // namespace octet
