// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_windows.hpp"

#include "tests/support/catch.hpp"

using namespace octet;
using sim::LayerWindow;

namespace {

sim::LayerCycles ran(std::uint64_t start, std::uint64_t end) { return {Cycles(start), Cycles(end), Cycles(0)}; }

}  // namespace

TEST_CASE("windows follow one another: a layer owns what the ones before it left", "[explain][sim]") {
  // Layer 2 runs before layer 1 in the program, and layer 3 ends within what layer 1 owns.
  const auto windows =
      sim::layer_windows({0, 2, 1, 3}, {ran(50, 120), ran(90, 300), ran(60, 200), ran(100, 250)}, Cycles(305));
  CHECK(windows.startup == Cycles(50));
  CHECK(windows.layers[0] == LayerWindow{Cycles(50), Cycles(120)});
  CHECK(windows.layers[2] == LayerWindow{Cycles(120), Cycles(200)});
  CHECK(windows.layers[1] == LayerWindow{Cycles(200), Cycles(300)});
  CHECK(windows.layers[3].is_hidden());
  CHECK(windows.tail == Cycles(300));
  Cycles sum = windows.startup + (windows.cycles - windows.tail);
  for (const LayerWindow& window : windows.layers) sum += window.cycles();
  CHECK(sum == Cycles(305));
}

TEST_CASE("a run without a layer is all start-up", "[explain][sim]") {
  const auto windows = sim::layer_windows({}, {}, Cycles(7));
  CHECK(windows.startup == Cycles(7));
  CHECK(windows.tail == Cycles(7));
}

TEST_CASE("layers come in the order of their first commands, those without a command not at all", "[explain][sim]") {
  program::Program program;
  program.layers = {"a", "b", "c"};
  for (const std::uint16_t layer : std::initializer_list<std::uint16_t>{2, 0, 2, 0}) {
    program.commands.emplace_back();
    program.commands.back().layer = layer;
  }
  CHECK(sim::program_order(program) == std::vector<std::size_t>{2, 0});
}
