// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <ctime>
#include <iostream>

#include "models/program/step.hpp"
#include "models/prove/verify.hpp"
#include "tests/compile/random_layer.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {

TEST_CASE("octet verify accepts what the compiler makes of random layers for random architectures", "[compile]") {
  const char* text = std::getenv("OCTET_LAYERS");
  const std::uint64_t layers = text == nullptr ? 300 : std::strtoull(text, nullptr, 10);
  REQUIRE(layers > 0);
  std::uint64_t commands = 0, steps = 0;
  const std::clock_t start = std::clock();
  for (std::uint64_t seed = 1; seed <= layers; ++seed) {
    // Two of three are small, where edges, single tiles and spills are the rule.
    const RandomLayer layer = seed % 3 == 0 ? random_large_layer(seed) : random_layer(seed);
    const RandomEncoder& e = layer.encoder;
    CAPTURE(seed, e.tokens, e.width, e.heads, e.mlp, layer.options.rows, layer.options.columns);
    for (const prove::Finding& finding : prove::verify(layer.program)) FAIL_CHECK(finding.text);
    commands += layer.program.commands.size();
    for (const program::Command& command : layer.program.commands) steps += step_count(command);
  }
  std::cout << layers << " layers, " << commands << " commands, " << steps << " steps proved, "
            << static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC << " CPU s\n";
}

}  // namespace octet::test
