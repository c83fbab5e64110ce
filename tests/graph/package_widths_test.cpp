// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "models/graph/executor.hpp"
#include "models/graph/package.hpp"
#include "tests/graph/node_of.hpp"
#include "tests/graph/temporary_folder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_model.hpp"

namespace octet::graph {
namespace {

using Catch::Matchers::Contains;
using test::node;
using test::node_of;

/// A linear layer's scales in multipliers of so many bits fewer.
void narrow_scales(Linear& linear, int fewer) {
  for (DyadicScale& scale : linear.scale)
    scale = {scale.multiplier >> fewer, static_cast<std::uint8_t>(scale.shift - fewer)};
}

TEST_CASE("widths of nodes and values that are not the package's survive a round trip to the byte and to the bit",
          "[package]") {
  Model model = test::random_model({});
  node_of(model, "blocks.0.attention").own[kScoreBits] = 10;
  node_of(model, "blocks.0.attention").own[kMultiplierBits] = 16;  // as the others': not said again
  node_of(model, "head").own[kMultiplierBits] = 12;
  narrow_scales(node<Linear>(model, "head"), 4);
  const auto bits_of = [&](const std::string& name) -> int& {
    return std::find_if(model.values.begin(), model.values.end(), [&](const Value& it) { return it.name == name; })
        ->bits;
  };
  bits_of("blocks.0.residual1") = 13;
  bits_of("blocks.0.expand") = 14;
  bits_of("position") = 20;  // and so its tensor has 32 bits
  node<Constant>(model, "position").data.at(0, 0) = 1 << 18;
  const test::TemporaryFolder folder;
  write_package(model, folder / "one");
  const Model back = read_package(folder / "one");
  write_package(back, folder / "two");
  for (const char* name : {"model.yaml", "model.safetensors"})
    CHECK(test::contents(folder.path() / "one" / name) == test::contents(folder.path() / "two" / name));
  const auto input = test::random_input(model, 1);
  CHECK(execute(back, input) == execute(model, input));
  const std::string text = test::contents(folder.path() / "one" / "model.yaml");
  const auto count = [&](const std::string& word) {
    std::size_t out = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++out;
    return out;
  };
  CHECK_THAT(text,
             Contains("numerics: {residual_bits: 16, multiplier_bits: 16, gelu_input_bits: 12, score_bits: 12}") &&
                 Contains("output: \"blocks.0.attention\", score_bits: 10, heads: 2") &&
                 Contains("output: \"head\", multiplier_bits: 12}"));
  CHECK(count("multiplier_bits") == 2);
  CHECK(count("score_bits") == 2);
  // Judged by them, and not by the package's.
  const auto complaint = [&](const std::string& from, const std::string& to) {
    test::put(folder.path() / "one" / "model.yaml", test::replaced(text, from, to));
    return test::complaint(folder, [&] { read_package(folder / "one"); });
  };
  CHECK_THAT(complaint(", multiplier_bits: 12", ""),
             Contains("/nodes/17: scale: expected a normalized multiplier of 16 bits or 0"));
  CHECK_THAT(complaint(", multiplier_bits: 12", ", multiplier_bits: 13"),
             Contains("/nodes/17: scale: expected a normalized multiplier of 13 bits or 0"));
  CHECK_THAT(complaint(", multiplier_bits: 12", ", multiplier_bits: 32"),
             Contains("/nodes/17: multiplier_bits: expected 8 to 31, got 32"));
  CHECK_THAT(complaint(", multiplier_bits: 12", ", multiplier_bit: 12"),
             Contains("/nodes/17/multiplier_bit: unknown key; did you mean multiplier_bits?"));
  CHECK_THAT(complaint(", multiplier_bits: 12", ", score_bits: 12"), Contains("/nodes/17/score_bits: unknown key"));
  CHECK_THAT(complaint("output: \"position\"}", "output: \"position\", multiplier_bits: 12}"),
             Contains("/nodes/1/multiplier_bits: unknown key"));
}

}  // namespace
}  // namespace octet::graph
