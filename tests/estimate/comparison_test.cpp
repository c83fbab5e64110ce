// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/comparison.hpp"

#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using namespace octet::program;

TEST_CASE("windows of layers add up to the run, and a layer behind a longer one has none", "[estimate]") {
  Command matmul = test::one_step(Opcode::matmul, Context::matmul_a, 4, 4);
  matmul.depth = 400;  // reads the lower two banks
  Command gelu = test::one_step(Opcode::gelu, Context::activation, 2, 1);
  gelu.a.base = gelu.d.base = 2048;
  gelu.layer = 1;
  Command last = test::one_step(Opcode::softmax_plain, Context::softmax, 1, 1);
  last.waits[0] = test::once(Context::matmul_a);
  matmul.signals[0] = test::once(Context::softmax);
  last.layer = 2;
  const arch::Architecture tiny = test::tiny_architecture();
  const sim::EstimateComparison result = sim::compare(test::timed_program(tiny, {matmul, gelu, last}), tiny);
  REQUIRE(result.layers.size() == 3);
  CHECK(result.layers[0].systemc.window == Cycles(53 + 400 + 4 + 1));
  CHECK(result.layers[1].systemc.window == Cycles(0));
  CHECK(result.layers[1].systemc.span == Cycles(7));
  CHECK(result.layers[0].systemc.window + result.layers[2].systemc.window == result.systemc);
  CHECK(result.misses(0) == 0);
}

TEST_CASE("a miss is counted by window, by span and by the run", "[estimate]") {
  sim::EstimateComparison it;
  it.layers.push_back({"exact", {}, {}, 0, 0});
  it.layers.push_back({"window", {}, {}, -0.06, 0});
  it.layers.push_back({"span", {}, {}, 0.01, 0.07});
  CHECK(it.misses(0.05) == 2);
  CHECK(it.worst()->name == "span");
  it.error = -0.051;
  CHECK(it.misses(0.05) == 3);
  CHECK(it.misses(0.08) == 0);
}
