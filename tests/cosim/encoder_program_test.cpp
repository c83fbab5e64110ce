// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "models/compress/quantize.hpp"
#include "models/data/patches.hpp"
#include "models/execute/interpreter.hpp"
#include "models/graph/executor.hpp"
#include "sim/compile/compile.hpp"
#include "sim/crosscheck/encoder_case.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/cosim/compare_views.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_memory.hpp"
#include "tests/support/random_model.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

/// Random encoders on one architecture after the other of those that `architectures` gives; with `stalls` the memory of
/// each stalls at random.
template <class Architectures>
void compare_encoders(int encoders, bool stalls, Architectures architectures) {
  CAPTURE(test::seed());
  test::RandomSource random;
  int compiled = 0;
  for (int i = 0; i < encoders; ++i) {
    const std::vector<arch::Architecture> all = architectures(random);
    const arch::Architecture& architecture = all[static_cast<std::size_t>(i) % all.size()];
    const crosscheck::RandomEncoder encoder = test::small_encoder(random);
    CAPTURE(i, encoder.tokens, encoder.width, encoder.heads, encoder.mlp, encoder.input_columns, encoder.classes,
            encoder.seed);
    const std::optional<crosscheck::Case> one = crosscheck::compile_encoder(encoder, architecture);
    if (!one) continue;
    ++compiled;
    const rtl::RtlResult gates =
        test::compare_views(architecture, one->program, one->input, stalls ? random.bits() | 1 : 0);
    for (std::size_t unit = 7; unit < rtl::kUnits; ++unit) REQUIRE(gates.units[unit].busy > 0);
  }
  CHECK(compiled >= encoders / 2);
}

std::vector<arch::Architecture> randomly_late(test::RandomSource& random) {
  return test::built_architectures(static_cast<std::uint32_t>(random.between(1, 60)));
}

}  // namespace

TEST_CASE("whole encoders of odd shapes have the same bits, cycles and stalls in SystemC and in gates",
          "[cosim][encoder]") {
  compare_encoders(40, false, randomly_late);
}

TEST_CASE("they have them behind a memory that stalls every handshake at random", "[cosim][encoder][stalls]") {
  compare_encoders(20, true, randomly_late);
}

TEST_CASE("they have them, and open the same rows, behind a memory of banks", "[cosim][encoder][banked]") {
  const auto banked = [](test::RandomSource& random) {
    std::vector<arch::Architecture> all = test::built_architectures(1);
    for (arch::Architecture& it : all) it.memory.device = test::random_banked_memory(random);
    return all;
  };
  compare_encoders(10, false, banked);
  compare_encoders(5, true, banked);
}

TEST_CASE("they have them behind a slow memory: 400 cycles, beats of four bytes, one burst at a time",
          "[cosim][encoder][slow]") {
  const auto slow = [](test::RandomSource&) {
    return std::vector<arch::Architecture>{test::built_architecture("accelerator_4x4_narrow", 400)};
  };
  compare_encoders(4, false, slow);
  compare_encoders(2, true, slow);
}

TEST_CASE("a network whose nodes and values have widths of their own has the golden bits in SystemC and in gates",
          "[cosim][encoder]") {
  const compress::Recipe recipe = compress::parse_recipe(
      "octet_recipe: 1\ncalibration: {images: 4}\nnodes:\n"
      "  - {match: attention, multiplier_bits: 24, score_bits: 10}\n"
      "  - {match: 'residual?', multiplier_bits: 12, residual_bits: 13}\n"
      "  - {match: gelu, multiplier_bits: 9, gelu_input_bits: 14}\n",
      "recipe.yaml");
  const data::ImageDataset images = test::noise_images(4, 1);
  const graph::Model model = compress::compress(test::small_graph(1), recipe, images);
  const Matrix<std::int16_t> input = data::patches(images.image(0), model.image);
  for (const char* machine : {"accelerator_4x12", "accelerator_8x4"}) {
    const arch::Architecture architecture = test::built_architecture(machine, 20);
    const program::Program program = sim::compile(model, architecture);
    CHECK(execute::Interpreter(program).run(input) == graph::execute(model, input));
    test::compare_views(architecture, program, input);
  }
}

TEST_CASE(
    "encoder layers of 1, 49 and 65 tokens, with heads of 15 and 64, are the same in gates in both accumulator modes",
    "[cosim][encoder]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  // With shadow accumulators 12 columns, which divide neither 45 nor 64; without them 8 rows, which divide no number of
  // tokens.
  for (const char* machine : {"accelerator_4x12", "accelerator_8x4"})
    for (const int tokens : {1, 49, 65})
      for (const int head : {15, 64}) {
        crosscheck::RandomEncoder encoder;
        encoder.tokens = tokens;
        encoder.heads = head == 15 ? 3 : 1;
        encoder.width = encoder.heads * head;
        encoder.mlp = 30;
        encoder.input_columns = 11;
        encoder.classes = 7;
        encoder.seed = random.bits();
        CAPTURE(machine, tokens, head, encoder.seed);
        const arch::Architecture architecture = test::built_architecture(machine, 20);
        const std::optional<crosscheck::Case> one = crosscheck::compile_encoder(encoder, architecture);
        REQUIRE(one.has_value());
        test::compare_views(architecture, one->program, one->input);
      }
}
