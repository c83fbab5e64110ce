// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "models/core/error.hpp"
#include "models/prove/verify.hpp"
#include "sim/compile/compile.hpp"
#include "tests/compile/random_layer.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {
namespace {

std::vector<Diagnostic> faults_of(const graph::Model& model, const arch::Architecture& architecture) {
  try {
    sim::compile(model, architecture);
  } catch (const UserError& error) {
    return error.diagnostics();
  }
  return {};
}

arch::Buffer& buffer_named(arch::Architecture& architecture, const std::string& name) {
  return name == "activation"    ? architecture.buffers.activation
         : name == "weight"      ? architecture.buffers.weight
         : name == "accumulator" ? architecture.buffers.accumulator
                                 : architecture.buffers.parameter;
}

}  // namespace

TEST_CASE("a buffer of the bytes asked for is enough, one of a step less is refused by name", "[compile][bad]") {
  RandomEncoder encoder;
  encoder.tokens = 9;
  encoder.mlp = 30;
  const graph::Model model = random_model(encoder);
  arch::Architecture starved = small_architecture({});
  // A size that an architecture file may have is a whole number of words in every bank.
  std::map<std::string, std::uint64_t> steps = {
      {"activation", std::uint64_t{2} * starved.rows * starved.buffers.activation.banks},
      {"weight", std::uint64_t{starved.columns} * starved.buffers.weight.banks},
      {"accumulator", std::uint64_t{4} * starved.rows * starved.buffers.accumulator.banks},
      {"parameter", std::uint64_t{16} * starved.buffers.parameter.banks}};
  for (const auto& [name, step] : steps) buffer_named(starved, name).bytes = step;
  std::map<std::string, std::uint64_t> least;
  for (const Diagnostic& fault : faults_of(model, starved)) {
    INFO(fault.message);
    CHECK(fault.place == "architecture small");
    REQUIRE(fault.message.starts_with("/buffers/"));
    const std::string name = fault.message.substr(9, fault.message.find('/', 9) - 9);
    const std::string start = "/buffers/" + name + "/bytes: expected at least ";
    REQUIRE(fault.message.starts_with(start));
    CHECK_THAT(fault.message, Catch::Contains(", which one tile of layer ") &&
                                  Catch::EndsWith(" needs, got " + std::to_string(steps.at(name))));
    CHECK(least.emplace(name, std::stoull(fault.message.substr(start.size()))).second);  // one message a buffer
  }
  REQUIRE(least.size() == 4);
  arch::Architecture enough = starved;
  for (const auto& [name, bytes] : least) {
    CHECK(bytes % steps.at(name) == 0);
    buffer_named(enough, name).bytes = bytes;
  }
  CHECK(prove::verify(sim::compile(model, enough)).empty());
  for (const auto& [name, bytes] : least) {
    arch::Architecture lacking = enough;
    buffer_named(lacking, name).bytes = bytes - steps.at(name);
    const std::vector<Diagnostic> faults = faults_of(model, lacking);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].message.starts_with("/buffers/" + name + "/bytes: expected at least " + std::to_string(bytes)));
  }
}

TEST_CASE("a command's fields and a counter's tokens limit a model, by layer and number", "[compile][bad]") {
  const arch::Architecture architecture = arch::read_architecture("octet-16", {"memory.bytes=64 GiB"});
  const auto only_fault = [&](const graph::Model& model) {
    const std::vector<Diagnostic> faults = faults_of(model, architecture);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].place == "model " + model.name);
    return faults[0].message;
  };
  RandomEncoder encoder;
  encoder.tokens = 65536;
  encoder.width = 4;
  encoder.heads = 1;
  encoder.mlp = 4;
  CHECK_THAT(only_fault(random_model(encoder)),
             Catch::Contains("layer blocks.0.attention: expected at most 65535 rows a "
                             "step, as a field of a command holds, got 65536"));
}

TEST_CASE("a model of more steps than a program may have is refused before they are counted out", "[compile][bad]") {
  RandomEncoder encoder;
  encoder.tokens = 60000;
  encoder.width = 2;
  encoder.heads = 2;
  encoder.mlp = 4096;
  const arch::Architecture architecture = arch::read_architecture(
      "octet-16", {"array.rows=2", "array.columns=2", "lanes.requantizer=2", "lanes.softmax=2", "lanes.activation=2",
                   "lanes.normalization=2", "lanes.residual_adder=2", "mapping.chunk_tiles=1",
                   "buffers.weight.bytes=4 MiB", "buffers.accumulator.bytes=4 MiB", "buffers.activation.bytes=4 MiB"});
  const std::vector<Diagnostic> faults = faults_of(random_model(encoder), architecture);
  REQUIRE(faults.size() == 1);
  CHECK_THAT(faults[0].message, Catch::Contains("expected a program of at most 4194304 steps on octet-16, got ") &&
                                    Catch::Contains(" in layer blocks.0."));
}

TEST_CASE("hundreds of heads wait for each other with counters of 255 tokens", "[compile]") {
  for (const int heads : {255, 256, 300, 512}) {
    RandomEncoder encoder;
    encoder.tokens = 3;
    encoder.width = heads;
    encoder.heads = heads;
    encoder.mlp = 4;
    CAPTURE(heads);
    for (const prove::Finding& finding :
         prove::verify(sim::compile(random_model(encoder), arch::read_architecture("octet-16"))))
      FAIL_CHECK(finding.text);
  }
}

TEST_CASE("numerics beyond the architecture's are refused, all at once", "[compile]") {
  const graph::Model model = random_model({});
  arch::Architecture architecture = small_architecture({});
  architecture.numerics = {15, 15, 11, 11};
  std::string messages;
  for (const Diagnostic& fault : faults_of(model, architecture)) messages += fault.message + "\n";
  CHECK(messages ==
        "numerics: residual_bits: expected at most 15, node 'residual0' has 16, the first of 6 nodes beyond it\n"
        "numerics: multiplier_bits: expected at most 15, node 'embed' has 16, the first of 14 nodes beyond it\n"
        "numerics: gelu_input_bits: expected at most 11, node 'blocks.0.gelu' has 12\n"
        "numerics: score_bits: expected at most 11, node 'blocks.0.attention' has 12\n");
}

TEST_CASE("what counts is the width of each node and value, not the package's default", "[compile]") {
  graph::Model model = random_model({});
  arch::Architecture architecture = small_architecture({});
  architecture.numerics = {16, 16, 12, 11};
  model.numerics.residual_bits = 22;  // of no value
  for (graph::Node& node : model.nodes)
    if (node.name == "blocks.0.attention") node.own[graph::kScoreBits] = 11;
  CHECK(faults_of(model, architecture).empty());
  architecture.numerics = {16, 16, 12, 10};
  const std::vector<Diagnostic> faults = faults_of(model, architecture);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].message == "numerics: score_bits: expected at most 10, node 'blocks.0.attention' has 11");
}

TEST_CASE("a residual stream wider than memory holds is refused by every architecture", "[compile]") {
  for (const int bits : {17, 22}) {
    RandomEncoder encoder;
    encoder.numerics.residual_bits = bits;
    const graph::Model model = random_model(encoder);
    for (const arch::Architecture& architecture : {small_architecture({}), arch::read_architecture("octet-16")}) {
      const std::vector<Diagnostic> faults = faults_of(model, architecture);
      REQUIRE(faults.size() == 1);
      CHECK(faults[0].place == "architecture " + architecture.name);
      CHECK(faults[0].message == "numerics: residual_bits: expected at most 16, node 'embed' has " +
                                     std::to_string(bits) + ", the first of 10 nodes beyond it");
    }
  }
}

TEST_CASE("a memory too small for the model is refused", "[compile]") {
  arch::Architecture architecture = small_architecture({});
  architecture.memory.bytes = 1 << 12;
  const std::vector<Diagnostic> faults = faults_of(random_model({}), architecture);
  REQUIRE(faults.size() == 1);
  const std::string start = "/memory/bytes: expected at least ";
  REQUIRE(faults[0].message.starts_with(start));
  CHECK(faults[0].message.ends_with(", which the model needs, got 4096"));
  architecture.memory.bytes = std::stoull(faults[0].message.substr(start.size()));
  CHECK(faults_of(random_model({}), architecture).empty());
  --architecture.memory.bytes;
  CHECK(faults_of(random_model({}), architecture).size() == 1);
}

}  // namespace octet::test
