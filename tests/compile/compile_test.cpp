// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/compile.hpp"

#include <string>
#include <tuple>

#include "models/compress/quantize.hpp"
#include "models/core/error.hpp"
#include "models/execute/interpreter.hpp"
#include "models/graph/executor.hpp"
#include "models/graph/validate.hpp"
#include "models/prove/verify.hpp"
#include "tests/compile/random_layer.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/graph/pairs.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {
namespace {

std::string findings_of(const program::Program& program) {
  std::string out;
  for (const prove::Finding& finding : prove::verify(program)) out += finding.text + "\n";
  return out;
}

void check_bits(const graph::Model& model, const program::Program& program, std::uint64_t seed) {
  CHECK(findings_of(program) == "");
  const Matrix<std::int16_t> input = random_input(model, seed), expected = graph::execute(model, input);
  execute::Interpreter interpreter(program);
  for (std::uint64_t order = 0; order < 4; ++order) CHECK(interpreter.run(input, order) == expected);
}

graph::Model two_layers() {
  RandomEncoder encoder;
  encoder.tokens = 13;
  encoder.width = 24;
  encoder.heads = 3;
  encoder.mlp = 40;
  encoder.layers = 2;
  return random_model(encoder);
}

}  // namespace

TEST_CASE("a program computes the same bits whatever the array, the chunks and the room", "[compile]") {
  const graph::Model model = two_layers();
  for (const auto& [rows, columns] : {std::pair{1U, 1U}, {4U, 4U}, {8U, 3U}, {3U, 8U}, {16U, 16U}, {32U, 5U}})
    for (const std::uint32_t chunk_tiles : {0U, 1U, 2U, 100U})
      for (const bool keep_on_chip : {true, false}) {
        SmallArchitecture options;
        options.rows = rows;
        options.columns = columns;
        options.chunk_tiles = chunk_tiles;
        options.keep_on_chip = keep_on_chip;
        options.activation = options.accumulator = 1 << 16;
        INFO(rows << " x " << columns << ", chunk_tiles " << chunk_tiles << ", keep_on_chip " << keep_on_chip);
        check_bits(model, sim::compile(model, small_architecture(options)), rows);
      }
}

TEST_CASE("a program computes the same bits whatever overlaps it is compiled with", "[compile]") {
  const graph::Model model = two_layers();
  SmallArchitecture options;
  options.activation = options.accumulator = 1 << 16;
  for (const bool keep_on_chip : {true, false})
    for (const std::uint32_t slots : {1U, 2U, 7U})
      for (std::uint32_t flags = 0; flags < 8; ++flags) {
        options.keep_on_chip = keep_on_chip;
        options.chunk_tiles = slots;  // chunks to have slots for
        arch::Architecture architecture = small_architecture(options);
        arch::MappingKeys& mapping = architecture.mapping;
        mapping.weight_slots = mapping.activation_slots = mapping.accumulator_slots = mapping.parameter_slots = slots;
        mapping.overlap_layers = (flags & 1) != 0;
        mapping.fuse = (flags & 2) != 0;
        mapping.keys_first = (flags & 4) != 0;
        INFO(slots << " slots, flags " << flags << ", keep_on_chip " << keep_on_chip);
        check_bits(model, sim::compile(model, architecture), flags);
      }
}

TEST_CASE("what every producer writes reaches every two readers with the bits of the graph", "[compile]") {
  SmallArchitecture options;
  options.columns = 3;
  const arch::Architecture architecture = small_architecture(options);
  int compiled = 0;
  for (const std::string& producer : producers())
    for (std::size_t first = 0; first < readers().size(); ++first)
      for (std::size_t second = first; second < readers().size(); ++second) {
        if (refusal(producer, readers()[first], readers()[second])) continue;
        if (agree_by_chance(readers()[first], readers()[second])) continue;
        const graph::Model model = compress::compress(
            PairGraph(2).build(producer, readers()[first], readers()[second]),
            {.numerics = {}, .calibration_images = 2, .method = compress::RangeMethod::kMax}, noise_images(2, 1));
        if (model.nodes.empty()) continue;  // an input that nothing reads
        CAPTURE(model.name);
        const program::Program program = sim::compile(model, architecture);
        CHECK(findings_of(program) == "");
        const Matrix<std::int16_t> input = random_input(model, first + 1);
        CHECK(execute::Interpreter(program).run(input, second) == graph::execute(model, input));
        ++compiled;
      }
  CHECK(compiled > 150);
}

namespace {

/// What encoders do not have: softmax as an operator, an unfused GELU, sums of a value with itself and of two sums,
/// keys that are also queries, an output that others read.
graph::Model odd_model(std::uint64_t seed) {
  RandomEncoder options;
  options.seed = seed;
  options.tokens = 11;
  options.width = options.mlp = 12;
  graph::Model model = random_model(options);
  const auto linear = [&](std::size_t node) { return std::get<graph::Linear>(model.nodes[node].op); };
  std::size_t wide = 0, narrow = 0, gelu = 0, add = 0, norm = 0, attention = 0;
  for (std::size_t i = 0; i < model.nodes.size(); ++i) {
    const graph::Operator& op = model.nodes[i].op;
    if (model.nodes[i].name == "blocks.0.expand") wide = i;
    if (model.nodes[i].name == "blocks.0.attention.query") narrow = i;
    if (std::holds_alternative<graph::Gelu>(op)) gelu = i;
    if (std::holds_alternative<graph::Add>(op)) add = i;
    if (std::holds_alternative<graph::LayerNorm>(op)) norm = i;
    if (std::holds_alternative<graph::Attention>(op)) attention = i;
  }
  std::vector<graph::Node> nodes;
  const auto value = [&](int bits, bool is_unsigned) {
    model.values.push_back(
        {"odd" + std::to_string(model.values.size()), options.tokens, options.width, bits, is_unsigned, 1.0});
    return static_cast<graph::ValueId>(model.values.size()) - 1;
  };
  const auto emit = [&](auto op, int bits, bool is_unsigned = false) {
    op.output = value(bits, is_unsigned);
    nodes.push_back({"node" + std::to_string(nodes.size()), op});
    return op.output;
  };
  const auto from = [&](std::size_t node, graph::ValueId input) {
    graph::Linear op = linear(node);
    op.input = input;
    return op;
  };
  const auto sum = [&](graph::ValueId a, graph::ValueId b) {
    auto op = std::get<graph::Add>(model.nodes[add].op);
    op.a = a;
    op.b = b;
    return op;
  };
  graph::Linear embed = linear(0);
  const graph::ValueId x = emit(embed, 8);
  const graph::ValueId scores = emit(from(wide, x), model.numerics.score_bits);
  const graph::ValueId p = emit(graph::Softmax{scores, 0, 6}, 8, true);
  const graph::ValueId hidden = emit(from(wide, p), model.numerics.gelu_input_bits);
  auto activation = std::get<graph::Gelu>(model.nodes[gelu].op);
  activation.input = hidden;
  const graph::ValueId active = emit(activation, 8);
  const graph::ValueId twice = emit(sum(hidden, hidden), model.numerics.residual_bits);
  const graph::ValueId more = emit(sum(twice, emit(from(narrow, active), 8)), model.numerics.residual_bits);
  auto layernorm = std::get<graph::LayerNorm>(model.nodes[norm].op);
  layernorm.input = emit(sum(more, twice), model.numerics.residual_bits);
  const graph::ValueId normal = emit(layernorm, 8);
  auto mix = std::get<graph::Attention>(model.nodes[attention].op);
  mix.query = mix.key = normal;
  mix.value = active;
  model.output = emit(mix, 8);
  emit(from(narrow, model.output), 8);  // read by nobody
  model.nodes = nodes;
  return model;
}

}  // namespace

TEST_CASE("operators outside of encoders compute the golden bits too", "[compile]") {
  for (std::uint64_t seed = 1; seed < 6; ++seed)
    for (const bool keep_on_chip : {true, false}) {
      SmallArchitecture options;
      options.keep_on_chip = keep_on_chip;
      const graph::Model model = odd_model(seed);
      INFO("seed " << seed << ", keep_on_chip " << keep_on_chip);
      check_bits(model, sim::compile(model, small_architecture(options)), seed);
    }
}

TEST_CASE("nodes of widths of their own compute the golden bits, and say them in their commands", "[compile]") {
  const compress::Recipe recipe{.numerics = {},
                                .calibration_images = 4,
                                .rules = {{"attention", {{{}, 24, {}, 10}}}, {"residual1", {{13, 12, {}, {}}}}}};
  const graph::Model model = compress::compress(small_graph(1), recipe, noise_images(4, 1));
  const program::Program program = sim::compile(model, small_architecture({}));
  for (std::uint64_t seed = 1; seed < 4; ++seed) check_bits(model, program, seed);
  std::vector<std::uint32_t> multipliers, scores, sums;
  for (const program::Command& it : program.commands) {
    if (it.opcode == program::Opcode::softmax)
      multipliers.push_back(it.constants[program::constants::softmax::multiplier_bits]);
    if (it.opcode == program::Opcode::requantize && it.context == program::Context::requantizer_a &&
        program.layers.at(it.layer) == "attention")
      scores.push_back(it.constants[program::constants::requantize::output_bits]);
    if (it.opcode == program::Opcode::add) sums.push_back(it.constants[program::constants::add::output_bits]);
  }
  CHECK(multipliers == std::vector<std::uint32_t>{24});
  CHECK(scores == std::vector<std::uint32_t>{10});
  CHECK(sums == std::vector<std::uint32_t>{16, 13, 16});
}

TEST_CASE("random layers on random architectures compute the golden bits", "[compile]") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const RandomLayer layer = random_layer(seed);
    INFO("seed " << seed);
    check_bits(layer.model, layer.program, seed);
  }
}

TEST_CASE("many row tiles never put more than 255 tokens into a counter", "[compile]") {
  for (const int tokens : {100, 300, 600}) {
    RandomEncoder encoder;
    encoder.tokens = tokens;
    encoder.width = 4;
    encoder.mlp = 8;
    const graph::Model model = random_model(encoder);
    for (const bool keep_on_chip : {true, false}) {
      SmallArchitecture options;
      options.rows = 1;
      options.activation = 1 << 16;
      options.accumulator = 1 << 16;
      options.keep_on_chip = keep_on_chip;
      INFO(tokens << " tokens, keep_on_chip " << keep_on_chip);
      CHECK(findings_of(sim::compile(model, small_architecture(options))) == "");
    }
  }
}

TEST_CASE("a tensor that does not fit lives in DRAM, and a wide layer is cut into chunks", "[compile]") {
  const graph::Model model = two_layers();
  SmallArchitecture ample, tight;
  ample.activation = ample.weight = ample.accumulator = 1 << 18;
  tight.activation = 2048;
  tight.weight = 512;
  tight.accumulator = 1024;
  tight.parameter = 1024;
  const auto count = [&](const SmallArchitecture& options, program::Opcode opcode) {
    std::size_t out = 0;
    for (const program::Command& command : sim::compile(model, small_architecture(options)).commands)
      out += command.opcode == opcode;
    return out;
  };
  // Keys and values of both layers, the mean's input, and the output always go to DRAM.
  CHECK(count(ample, program::Opcode::store) == 6);
  CHECK(count(tight, program::Opcode::store) > 6);
  check_bits(model, sim::compile(model, small_architecture(tight)), 1);
}

TEST_CASE("what only does not fit goes to DRAM as panels, edge tiles too", "[compile]") {
  SmallArchitecture spilling;
  spilling.keep_on_chip = false;
  const program::Program program = sim::compile(two_layers(), small_architecture(spilling));
  std::size_t transposed = 0, panels = 0, edges = 0;
  for (const program::Command& c : program.commands) {
    if (c.opcode != program::Opcode::store) continue;
    CHECK(c.layout != program::Layout::linear);
    transposed += c.layout == program::Layout::row_panels;
    if (c.layout != program::Layout::panel) continue;
    ++panels;
    edges += c.rows_last < spilling.rows;
  }
  // Keys and values of both layers, the mean's input, and the output: somebody reads their rows.
  CHECK(transposed == 6);
  CHECK(panels > 10);
  CHECK(edges == panels);
}

TEST_CASE("a layer takes at most 64 commands whatever its size", "[compile]") {
  for (const auto& [tokens, width, mlp] : {std::tuple{3, 8, 8}, {49, 128, 256}, {512, 256, 1024}})
    for (const bool keep_on_chip : {true, false}) {
      RandomEncoder encoder;
      encoder.tokens = tokens;
      encoder.width = width;
      encoder.mlp = mlp;
      encoder.layers = 2;
      SmallArchitecture options;
      options.rows = options.columns = 16;
      options.activation = options.weight = options.accumulator = options.parameter = 1 << 17;
      options.keep_on_chip = keep_on_chip;
      const program::Program program = sim::compile(random_model(encoder), small_architecture(options), true);
      std::size_t commands = 0;
      for (const program::Command& command : program.commands)
        commands += program.layers.at(command.layer).starts_with("blocks.0.") ? 1 : 0;
      CHECK(commands > 0);
      CHECK(commands <= 64);
    }
}

TEST_CASE("a symbolic program is the program without its image", "[compile]") {
  const graph::Model model = two_layers();
  const arch::Architecture architecture = small_architecture({});
  const program::Program real = sim::compile(model, architecture), symbolic = sim::compile(model, architecture, true);
  CHECK(real.commands == symbolic.commands);
  CHECK(symbolic.symbolic);
  CHECK(symbolic.image.empty());
  CHECK(real.image == sim::compile(model, architecture).image);
}

TEST_CASE("multiply-accumulates are counted by layer, without padding", "[compile]") {
  RandomEncoder encoder;
  encoder.tokens = 5;
  encoder.width = 6;
  encoder.mlp = 7;
  encoder.input_columns = 3;
  encoder.classes = 2;
  const program::Program program = sim::compile(random_model(encoder), small_architecture({}));
  std::uint64_t macs = 0;
  for (const std::uint64_t layer : program.layer_macs) macs += layer;
  const std::uint64_t projections = 4 * 5 * 6 * 6, attention = 2 * 5 * 5 * 6, mlp = 2 * 5 * 6 * 7;
  CHECK(macs == 5 * 3 * 6 + projections + attention + mlp + 5 * 6 + 6 * 2);
}

TEST_CASE("a symbolic program is the same without weights", "[compile]") {
  const graph::Model model = two_layers();
  graph::Model shapes = model;
  shapes.has_weights = false;
  for (graph::Node& node : shapes.nodes) {
    if (auto* linear = std::get_if<graph::Linear>(&node.op)) {
      linear->weight = {};
      linear->bias.clear();
      linear->scale.clear();
    } else if (auto* norm = std::get_if<graph::LayerNorm>(&node.op)) {
      norm->gamma.clear();
      norm->beta.clear();
    } else if (auto* constant = std::get_if<graph::Constant>(&node.op)) {
      constant->data = {};
    }
  }
  CHECK(graph::find_faults(shapes).empty());
  const arch::Architecture architecture = small_architecture({});
  const program::Program whole = sim::compile(model, architecture), symbolic = sim::compile(shapes, architecture, true);
  CHECK(symbolic.symbolic);
  CHECK(symbolic.image.empty());
  CHECK(symbolic.commands == whole.commands);
  CHECK(symbolic.layer_macs == whole.layer_macs);
  CHECK_THROWS_AS(sim::compile(shapes, architecture), InternalError);
}

}  // namespace octet::test
