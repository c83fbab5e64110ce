// SPDX-License-Identifier: Apache-2.0
// The cases that tests/hw/platform_cycles_test.cpp derives by hand: a command is ten bursts of four beats, so the first
// requests in cycle 53 and each further one 40 later.
#include "sim/estimate/estimate.hpp"

#include "models/core/error.hpp"
#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using namespace octet::program;
using hw::UnitId;
using test::one_run;
using test::one_step;

namespace {

const arch::Architecture kTiny = test::tiny_architecture();

Command one_matmul(std::uint32_t columns, std::uint32_t depth) {
  Command it = one_step(Opcode::matmul, Context::matmul_a, 4, columns);
  it.depth = depth;
  return it;
}

sim::Estimate estimate(const arch::Architecture& architecture, const std::vector<Command>& commands) {
  return sim::estimate(test::timed_program(architecture, commands), architecture);
}

Cycles busy(const sim::Estimate& it, UnitId unit) { return it.busy[static_cast<std::size_t>(unit)]; }

}  // namespace

TEST_CASE("an empty program is estimated at 0 cycles", "[estimate]") { CHECK(estimate(kTiny, {}).cycles == Cycles(0)); }

TEST_CASE("a matmul and a GELU start when their commands arrive", "[estimate]") {
  Command second = one_step(Opcode::gelu, Context::activation, 2, 1);
  second.layer = 1;
  const auto result = estimate(kTiny, {one_matmul(4, 7), second});
  CHECK(result.commands[0].start == Cycles(54));
  CHECK(result.commands[0].end == Cycles(65));
  CHECK(result.commands[1].start == Cycles(94));
  CHECK(result.cycles == Cycles(94 + 7));
  CHECK(busy(result, UnitId::matmul) == Cycles(7));
  REQUIRE(result.layers.size() == 2);
  CHECK(result.layers[1].busy == Cycles(7));
}

TEST_CASE("a loop of n matmul steps takes n times max(k, C) plus the request of each", "[estimate]") {
  Command command = one_matmul(4, 7);
  command.count0 = 1000;
  const auto result = estimate(kTiny, {command});
  // A step holds the array 7 cycles and the next one requests in the cycle after: 8 cycles a step.
  CHECK(result.cycles == Cycles(65 + 8 * 999));
  CHECK(busy(result, UnitId::matmul) == Cycles(7 * 1000));
  CHECK(result.steps_walked < 20);
}

TEST_CASE("single loads, transposing loads and stores end when the bus is done", "[estimate]") {
  CHECK(estimate(kTiny, {one_run(Context::load_a, 16, 4096, 0)}).cycles == Cycles(68));
  CHECK(estimate(kTiny, {one_run(Context::store, 16, 4096, 0)}).cycles == Cycles(68));
  Command transposing = one_step(Opcode::load, Context::load_a, 4, 4);
  transposing.layout = Layout::row_panels;
  transposing.space = Space::activation;
  transposing.depth = 4;
  CHECK(estimate(kTiny, {transposing}).cycles == Cycles(72));
}

TEST_CASE("a third DMA step waits for the first of two in flight, in the estimate too", "[estimate]") {
  Command command = one_run(Context::load_a, 16, 4096, 0);
  command.count1 = 3;
  command.a.stride1 = command.d.stride1 = 16;
  CHECK(estimate(kTiny, {command}).cycles == Cycles(83));
}

TEST_CASE("a consumer without its token is reported as a deadlock", "[estimate]") {
  Command command = one_matmul(4, 7);
  command.waits[0] = test::once(Context::load_a);
  CHECK_THROWS_AS(estimate(kTiny, {command}), MachineFault);
}

TEST_CASE("a program for another geometry is refused", "[estimate]") {
  arch::Architecture other = kTiny;
  other.rows = 8;
  CHECK_THROWS_AS(sim::estimate(test::timed_program(kTiny, {}), other), UserError);
}
