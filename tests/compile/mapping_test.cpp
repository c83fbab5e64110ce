// SPDX-License-Identifier: Apache-2.0
// A mapping: what the compiler chose, written, read back, changed by hand in one layer, and refused.
#include "sim/map/mapping_file.hpp"

#include <algorithm>

#include "models/execute/interpreter.hpp"
#include "models/graph/executor.hpp"
#include "models/graph/package.hpp"
#include "models/io/files.hpp"
#include "sim/compile/compile.hpp"
#include "tests/compile/random_layer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using Catch::Contains;

namespace {

const graph::Model& shipped() {
  static const graph::Model kModel = graph::read_package("workloads/vit-fashion-mnist/package");
  return kModel;
}

std::size_t node(const std::string& name) {
  const auto is_it = [&](const graph::Node& it) { return it.name == name; };
  return static_cast<std::size_t>(std::find_if(shipped().nodes.begin(), shipped().nodes.end(), is_it) -
                                  shipped().nodes.begin());
}

struct Compiled {
  program::Program program;
  map::Mapping mapping;
};

Compiled compile(const graph::Model& model, const arch::Architecture& architecture,
                 const map::Mapping* wanted = nullptr) {
  Compiled out;
  out.program = sim::compile(model, architecture, false, {}, {wanted, &out.mapping});
  return out;
}

/// What a command does, wherever its operands lie and whatever it waits for.
program::Command without_places(program::Command it) {
  for (program::Operand* operand : {&it.a, &it.b, &it.p, &it.d}) operand->base = 0;
  it.waits = {};
  it.signals = {};
  return it;
}

std::vector<program::Command> commands_of(const program::Program& program, const std::string& layer) {
  std::vector<program::Command> out;
  for (const program::Command& command : program.commands)
    if (program.layers[command.layer] == layer) out.push_back(without_places(command));
  return out;
}

void refused(const std::string& text, const std::string& why, const std::vector<std::string>& options = {}) {
  CAPTURE(text);
  const arch::Architecture machine = arch::read_architecture("octet-16", options);
  const auto use = [&] {
    const map::Mapping mapping = map::parse_mapping("octet_mapping: 1\n" + text, "m.yaml", shipped());
    compile(shipped(), machine, &mapping);
  };
  CHECK_THROWS_WITH(use(), Contains(why));
}

}  // namespace

TEST_CASE("what was chosen, written and read back makes the same program", "[compile][mapping]") {
  const std::uint64_t seed = test::seed();
  CAPTURE(seed);
  for (std::uint64_t i = 0; i < 40; ++i) {
    CAPTURE(i);
    const test::RandomLayer layer = i % 2 == 0 ? test::random_layer(seed + i) : test::random_large_layer(seed + i);
    const Compiled first = compile(layer.model, layer.architecture);
    CHECK((first.program == layer.program));
    const std::string text = map::to_yaml(first.mapping, layer.model, layer.architecture.name);
    const map::Mapping read = map::parse_mapping(text, "m.yaml", layer.model);
    CHECK((read == first.mapping));
    // The keys of the architecture no longer matter.
    arch::Architecture other = layer.architecture;
    const bool overlaps = other.mapping.overlap_layers;
    other.mapping = {.chunk_tiles = 1,
                     .keep_on_chip = false,
                     .activation_slots = 1,
                     .accumulator_slots = 1,
                     .parameter_slots = 1,
                     .overlap_layers = overlaps,
                     .fuse = false,
                     .keys_first = false};
    const Compiled again = compile(layer.model, other, &read);
    CHECK((again.mapping == first.mapping));
    CHECK((again.program == first.program));
  }
}

TEST_CASE("a mapping changed by hand in one layer changes that layer alone, and no bit", "[compile][mapping]") {
  const arch::Architecture machine = arch::read_architecture("octet-16");
  const Compiled before = compile(shipped(), machine);
  map::Mapping wanted = before.mapping;
  wanted.layers[node("blocks.1.expand")].chunk_tiles = 3;
  const Compiled after = compile(shipped(), machine, &wanted);
  CHECK((after.mapping == wanted));
  for (const std::string& layer : before.program.layers) {
    CAPTURE(layer);
    // GELU runs along with the layer, chunk by chunk.
    const bool is_changed = layer == "blocks.1.expand" || layer == "blocks.1.gelu";
    CHECK((commands_of(before.program, layer) == commands_of(after.program, layer)) != is_changed);
  }
  const Matrix<std::int16_t> input = test::random_input(shipped(), 1);
  CHECK(execute::Interpreter(after.program).run(input) == graph::execute(shipped(), input));
}

TEST_CASE("a layer that a mapping does not name is steered by the keys", "[compile][mapping]") {
  const map::Mapping mapping = map::parse_mapping(
      "octet_mapping: 1\nlayers:\n  blocks.0.expand: {chunk_tiles: 2}\n  blocks.0.gelu: {fused: false}\n"
      "  blocks.0.contract: {on_chip: false, slots: {weight: 1}}\n",
      "m.yaml", shipped());
  const arch::Architecture machine = arch::read_architecture("octet-16", {"mapping.chunk_tiles=4"});
  const Compiled it = compile(shipped(), machine, &mapping);
  const auto columns = [&](const std::string& layer) {
    for (const program::Command& command : commands_of(it.program, layer))
      if (command.opcode == program::Opcode::matmul) return command.columns;
    return 0U;
  };
  CHECK(columns("blocks.0.expand") == 2 * 16);
  CHECK(columns("blocks.1.expand") == 4 * 16);
  const auto has = [&](const std::string& layer, program::Opcode opcode) {
    const std::vector<program::Command> all = commands_of(it.program, layer);
    return std::any_of(all.begin(), all.end(), [&](const program::Command& one) { return one.opcode == opcode; });
  };
  CHECK(!has("blocks.0.gelu", program::Opcode::load));  // its operand stays on chip
  CHECK(it.mapping.layers[node("blocks.0.gelu")].is_fused == false);
  // What is spilled is stored and loaded again; in one slot loads and products take turns.
  CHECK(has("blocks.0.residual2", program::Opcode::add));
  CHECK(it.mapping.layers[node("blocks.0.contract")].is_on_chip == false);
  for (const program::Command& command : commands_of(it.program, "blocks.0.contract"))
    if (command.opcode == program::Opcode::matmul) CHECK(command.b.ring_count == 1);
  const Matrix<std::int16_t> input = test::random_input(shipped(), 2);
  CHECK(execute::Interpreter(it.program).run(input) == graph::execute(shipped(), input));
}

TEST_CASE("the example of docs/formats.md is obeyed", "[compile][mapping]") {
  const std::string page = io::read_file("docs/formats.md", 1'000'000);
  const std::size_t begin = page.find("octet_mapping: 1"), end = page.find("```", begin);
  REQUIRE(end != std::string::npos);
  const map::Mapping mapping = map::parse_mapping(page.substr(begin, end - begin), "docs/formats.md", shipped());
  const Compiled it = compile(shipped(), arch::read_architecture("octet-16"), &mapping);
  for (std::size_t node = 0; node < mapping.layers.size(); ++node) {
    const map::LayerMapping &wanted = mapping.layers[node], &chosen = it.mapping.layers[node];
    if (wanted.chunk_tiles) CHECK(wanted.chunk_tiles == chosen.chunk_tiles);
    if (wanted.is_fused) CHECK(wanted.is_fused == chosen.is_fused);
    if (wanted.is_on_chip) CHECK(wanted.is_on_chip == chosen.is_on_chip);
  }
}

TEST_CASE("a mapping that is wrong or cannot be obeyed is refused with its place", "[compile][mapping][bad]") {
  refused("layers: {blocks.0.expnd: {chunk_tiles: 2}}\n",
          "m.yaml:2:10: error: /layers: expected a layer of vit-fashion-mnist, got 'blocks.0.expnd'; did you mean "
          "blocks.0.expand?");
  refused("layers: {blocks.0.expand: {chunks: 2}}\n", "/layers/blocks.0.expand/chunks: unknown key");
  refused("layers: {blocks.0.expand: {chunk_tiles: 0}}\n",
          "/layers/blocks.0.expand/chunk_tiles: expected an integer from 1 to 65535, got '0'");
  refused("layers: {blocks.0.expand: {slots: {activation: 0}}}\n",
          "/layers/blocks.0.expand/slots/activation: expected an integer from 1 to 255, got '0'");
  refused("layers: {blocks.0.expand: {fused: 1}}\n", "/layers/blocks.0.expand/fused: expected true or false");
  refused("layers: [blocks.0.expand]\n", "/layers: expected a mapping");
  refused("octet_maping: 1\n", "/octet_maping: unknown key");
  refused(
      "layers: {blocks.0.expand: {fused: true}}\n",
      "m.yaml: error: layer blocks.0.expand: fused: expected a layer that can run along with the product before it");
  refused("layers: {blocks.0.attention: {chunk_tiles: 2}}\n",
          "m.yaml: error: layer blocks.0.attention: chunk_tiles: expected a product with weights");
  refused("layers: {blocks.0.expand: {smallest: true, chunk_tiles: 2}}\n",
          "m.yaml: error: layer blocks.0.expand: chunk_tiles: expected 1 or none beside smallest: true");
  refused("order: [embed, embed]\n", "m.yaml: error: layer embed: order: expected every layer once");
  refused("order: [blocks.0.norm1]\n", "m.yaml: error: layer blocks.0.norm1: order: expected what it reads before it");
  refused("order: [embed]\n",
          "m.yaml: error: layer blocks.0.norm1: order: expected every layer that runs for itself, this one is missing");
  refused("order: [position]\n",
          "m.yaml: error: layer position: order: expected a layer that runs, this is a constant");
  refused("order: [embed, residual0]\n",
          "m.yaml: error: layer residual0: order: expected a layer that runs for itself, this one is fused");
  refused("layers: {embed: {on_chip: true}, residual0: {on_chip: true}}\n",
          "its least working set does not fit beside the results that stay on chip",
          {"buffers.activation.bytes=8 KiB", "buffers.activation.banks=1"});
}
