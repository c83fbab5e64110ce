// SPDX-License-Identifier: Apache-2.0
// Layers' integers, taken while a machine runs: every view tells the same of every layer, once.
#include "models/core/error.hpp"
#include "sim/compile/compile.hpp"
#include "sim/run/views.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_model.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

using Layers = std::vector<Matrix<std::int32_t>>;

/// What a view tells of every node in one inference; a node told twice is a failure.
Layers layers_of(sim::View& view, const graph::Model& model, const Matrix<std::int16_t>& input) {
  Layers out(model.nodes.size());
  const sim::LayerTap tap{std::vector<bool>(model.nodes.size(), true),
                          [&](std::size_t node, const Matrix<std::int32_t>& value) {
                            REQUIRE(out.at(node).data().empty());
                            out[node] = value;
                          }};
  sim::take_constants(model, tap);
  view.run(input, {}, &tap);
  return out;
}

void require_equal(const graph::Model& model, const Layers& expected, const Layers& got) {
  for (std::size_t node = 0; node < model.nodes.size(); ++node) {
    CAPTURE(model.nodes[node].name);
    REQUIRE(!expected[node].data().empty());
    REQUIRE(got[node].rows() == expected[node].rows());
    REQUIRE(got[node].columns() == expected[node].columns());
    REQUIRE(got[node] == expected[node]);
  }
}

}  // namespace

TEST_CASE("golden, SystemC, gates and units in gates tell the same integers of every layer", "[cosim][layers]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  int compiled = 0;
  for (int i = 0; i < 10; ++i) {
    const auto architectures = test::built_architectures(static_cast<std::uint32_t>(random.between(1, 60)));
    arch::Architecture architecture = architectures[static_cast<std::size_t>(i) % architectures.size()];
    architecture.mapping.fuse = i % 3 != 2;  // a fused layer's value is only ever in slots of a ring
    architecture.mapping.keep_on_chip = i % 4 != 3;
    const test::RandomEncoder encoder = test::small_encoder(random);
    CAPTURE(i, architecture.name, encoder.tokens, encoder.width, encoder.heads, encoder.mlp, encoder.seed);
    const graph::Model model = test::random_model(encoder);
    program::Program program;
    try {
      program = sim::compile(model, architecture, false);
    } catch (const UserError&) {
      continue;  // too large for these buffers
    }
    ++compiled;
    const Matrix<std::int16_t> input = test::random_input(model, random.bits());
    const Layers golden = layers_of(*sim::make_golden_view(model), model, input);
    std::vector<sim::ViewChoice> choices = {{"systemc"}, {"rtl"}};
    if (i < 2)
      choices.push_back({"systemc", {hw::UnitId::requantizer, hw::UnitId::softmax, hw::UnitId::normalization}});
    for (const sim::ViewChoice& choice : choices) {
      INFO(choice.text());
      const auto view = sim::make_machine_view(choice, architecture, program, true);
      require_equal(model, golden, layers_of(*view, model, input));
    }
  }
  CHECK(compiled >= 5);
}

TEST_CASE("a machine tells what it computed, not what it should have", "[cosim][layers]") {
  const arch::Architecture architecture = test::built_architecture("accelerator_4x4", 10);
  const graph::Model model = test::random_model({.tokens = 5, .width = 8, .heads = 2, .mlp = 9});
  program::Program program = sim::compile(model, architecture, false);
  const Matrix<std::int16_t> input = test::random_input(model, 1);
  const Layers golden = layers_of(*sim::make_golden_view(model), model, input);
  // Another shift of one layer's GELU: its values and those behind it differ, those before it do not.
  std::size_t changed = 0;
  for (program::Command& command : program.commands) {
    if (command.opcode != program::Opcode::gelu) continue;
    ++command.constants[program::constants::gelu::shift];
    changed = command.layer;
    const auto bytes = program::encode(command);
    const auto index = static_cast<std::size_t>(&command - program.commands.data());
    std::copy(bytes.begin(), bytes.end(),
              program.image.begin() + static_cast<std::ptrdiff_t>(program.program_base + index * bytes.size()));
    break;
  }
  REQUIRE(changed > 0);
  for (const char* name : {"systemc", "rtl"}) {
    CAPTURE(name);
    const auto view = sim::make_machine_view({name}, architecture, program, true);
    const Layers machine = layers_of(*view, model, input);
    for (std::size_t node = 0; node < changed; ++node) REQUIRE(machine[node] == golden[node]);
    REQUIRE(machine[changed] != golden[changed]);
  }
}

TEST_CASE("layers are found by name, all at once, and unknown ones with a guess", "[layers]") {
  const graph::Model model = test::random_model({});
  const std::string first = model.nodes.front().name;
  std::vector<bool> one(model.nodes.size());
  one[0] = true;
  CHECK(sim::find_layers(model, {first}, "--dump") == one);
  CHECK(sim::find_layers(model, {first, "all"}, "--dump") == std::vector<bool>(model.nodes.size(), true));
  CHECK_THROWS_WITH(sim::find_layers(model, {"", first + "x"}, "--dump"),
                    Catch::Contains("--dump: error: expected a layer of " + model.name + " or all, got " + first +
                                    "x; did you mean " + first + "?") &&
                        Catch::Contains("or all, got \n"));
}
