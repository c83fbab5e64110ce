// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "models/core/error.hpp"
#include "models/program/verify.hpp"
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
  return name == "activation"    ? architecture.activation
         : name == "weight"      ? architecture.weight
         : name == "accumulator" ? architecture.accumulator
                                 : architecture.parameter;
}

}  // namespace

TEST_CASE("a buffer of the bytes asked for is enough, one of a byte less is refused by name", "[compile]") {
  RandomEncoder encoder;
  encoder.tokens = 9;
  encoder.mlp = 30;
  const graph::Model model = random_model(encoder);
  arch::Architecture starved = small_architecture({});
  for (const char* name : {"activation", "weight", "accumulator", "parameter"}) buffer_named(starved, name).bytes = 1;
  std::map<std::string, std::uint64_t> least;
  for (const Diagnostic& fault : faults_of(model, starved)) {
    INFO(fault.message);
    const std::size_t at = fault.message.find(" needs at least ");
    REQUIRE(at != std::string::npos);
    CHECK(fault.place == "architecture small");
    CHECK(fault.message.find(" buffer: layer ") != std::string::npos);
    CHECK(fault.message.ends_with(" bytes, got 1"));
    std::uint64_t& bytes = least[fault.message.substr(0, fault.message.find(' '))];
    bytes = std::max<std::uint64_t>(bytes, std::stoull(fault.message.substr(at + 16)));
  }
  REQUIRE(least.size() == 4);
  arch::Architecture enough = starved;
  for (const auto& [name, bytes] : least) {
    buffer_named(enough, name).bytes = bytes;
    buffer_named(enough, name).banks = 1;
  }
  CHECK(program::verify(sim::compile(model, enough)).empty());
  for (const auto& [name, bytes] : least) {
    arch::Architecture lacking = enough;
    buffer_named(lacking, name).bytes = bytes - 1;
    const std::vector<Diagnostic> faults = faults_of(model, lacking);
    REQUIRE_FALSE(faults.empty());
    for (const Diagnostic& fault : faults) {
      CHECK(fault.message.starts_with(name + " buffer: layer "));
      CHECK(fault.message.ends_with(" needs at least " + std::to_string(bytes) + " bytes, got " +
                                    std::to_string(bytes - 1)));
    }
  }
}

TEST_CASE("numerics beyond the architecture's are refused, all at once", "[compile]") {
  const graph::Model model = random_model({});
  arch::Architecture architecture = small_architecture({});
  architecture.numerics = {15, 15, 11, 11};
  std::string messages;
  for (const Diagnostic& fault : faults_of(model, architecture)) messages += fault.message + "\n";
  CHECK(messages ==
        "numerics: residual_bits: expected at most 15, the package has 16\n"
        "numerics: multiplier_bits: expected at most 15, the package has 16\n"
        "numerics: gelu_input_bits: expected at most 11, the package has 12\n"
        "numerics: score_bits: expected at most 11, the package has 12\n");
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
      CHECK(faults[0].message ==
            "numerics: residual_bits: expected at most 16, the package has " + std::to_string(bits));
    }
  }
}

TEST_CASE("a memory too small for the model is refused", "[compile]") {
  arch::Architecture architecture = small_architecture({});
  architecture.memory.bytes = 1 << 12;
  const std::vector<Diagnostic> faults = faults_of(random_model({}), architecture);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].message.starts_with("memory: the model needs at least "));
  CHECK(faults[0].message.ends_with(" bytes, got 4096"));
}

}  // namespace octet::test
