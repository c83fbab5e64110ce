// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <vector>

#include "models/prove/verify.hpp"
#include "sim/compile/compile.hpp"
#include "tests/compile/token_pairs.hpp"
#include "tests/spine/shipped.hpp"
#include "tests/support/catch.hpp"

namespace octet {
namespace {

TEST_CASE("A token pair left out of the vision transformer's program is found", "[spine]") {
  const graph::Model model = test::shipped_model();
  const std::uint64_t seed = test::count_from_environment("OCTET_SEED", 1);
  const std::size_t samples = test::count_from_environment("OCTET_TOKENS", 60);
  std::mt19937_64 random(seed);
  for (const char* name : {"octet-16", "octet-32"}) {
    const program::Program program = sim::compile(model, arch::read_architecture(name));
    REQUIRE(prove::verify(program).empty());
    const prove::RaceChecker races(program);
    const std::vector<test::MatchedPair> pairs = test::matched_pairs(program.commands);
    REQUIRE(pairs.size() > 50);
    for (std::size_t i = 0; i < samples; ++i) {
      const test::MatchedPair& pair = pairs[random() % pairs.size()];
      std::vector<program::Command> commands = program.commands;
      test::erase(commands, pair.signal);
      test::erase(commands, pair.wait);
      INFO(name << " seed " << seed << ": command " << pair.signal.command << " to " << pair.wait.command);
      CHECK_FALSE(races.ordered(commands));
    }
  }
}

}  // namespace
}  // namespace octet
