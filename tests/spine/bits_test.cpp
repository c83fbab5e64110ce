// SPDX-License-Identifier: Apache-2.0
#include <string>

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

/// Every image through the graph executor, the interpreter and SystemC without and with random stalls. Cycles without
/// stalls never depend on the image; with stalls they change.
void compare_views(const std::string& name, const std::vector<std::string>& overrides) {
  const graph::Model model = test::shipped_model();
  const arch::Architecture architecture = arch::read_architecture(name, overrides);
  const program::Program program = sim::compile(model, architecture);
  REQUIRE(prove::verify(program).empty());
  execute::Interpreter interpreter(program);
  const hw::Platform plain(architecture);
  const hw::Platform stalled(architecture, {.values = true, .stall_seed = 7});
  const hw::Platform timing(architecture, {.values = false});
  const Cycles expected = timing.run(program).cycles;
  const data::ImageDataset images = test::test_images(test::count_from_environment("OCTET_IMAGES", 20));
  std::size_t stalls_seen = 0;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const Matrix<std::int16_t> input = data::patches(images.image(i), model.image);
    const Matrix<std::int16_t> golden = graph::execute(model, input);
    const hw::RunResult result = plain.run(program, input);
    const hw::RunResult late = stalled.run(program, input);
    const bool equal = golden == interpreter.run(input, i) && golden == result.output && golden == late.output;
    if (!equal || result.cycles != expected) {
      CAPTURE(name, i, golden.data(), result.output.data(), late.output.data(), result.cycles.count(),
              expected.count());
      REQUIRE(equal);
      REQUIRE(result.cycles == expected);
    }
    stalls_seen += late.cycles != expected;
  }
  CHECK(images.size() >= 1);
  CHECK(stalls_seen == images.size());
}

TEST_CASE("The interpreter and SystemC, with and without random stalls, equal the graph executor on octet-16",
          "[spine]") {
  compare_views("octet-16", {});
}

TEST_CASE("The interpreter and SystemC, with and without random stalls, equal the graph executor on octet-32",
          "[spine]") {
  compare_views("octet-32", {});
}

TEST_CASE("The interpreter and SystemC equal the graph executor where R is not C", "[spine]") {
  compare_views("octet-16", {"array.rows=8", "array.columns=24", "buffers.weight.bytes=122880", "lanes.requantizer=8",
                             "lanes.residual_adder=3"});
}

TEST_CASE("Timing only gives the cycles of a run with values on every shipped architecture", "[spine]") {
  const graph::Model model = test::shipped_model();
  const data::ImageDataset images = test::test_images(1);
  const Matrix<std::int16_t> input = data::patches(images.image(0), model.image);
  for (const std::string& name : arch::shipped_architectures()) {
    CAPTURE(name);
    const arch::Architecture architecture = arch::read_architecture(name);
    const program::Program program = sim::compile(model, architecture);
    const hw::RunResult values = hw::Platform(architecture).run(program, input);
    const hw::RunResult timing = hw::Platform(architecture, {.values = false}).run(program);
    const hw::RunResult symbolic =
        hw::Platform(architecture, {.values = false}).run(sim::compile(model, architecture, true));
    CHECK(values.cycles == timing.cycles);
    CHECK(values.cycles == symbolic.cycles);
    CHECK(values.output == graph::execute(model, input));
  }
}

}  // namespace
}  // namespace octet
