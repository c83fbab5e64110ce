// SPDX-License-Identifier: Apache-2.0
#include "hw/units/activation.hpp"

#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

TEST_CASE("activation cycles follow its formula", "[activation][hw]") {
  CHECK(machine::body_cycles(machine::Opcode::gelu, 16, 64, 8) == 134);
  CHECK(machine::body_cycles(machine::Opcode::gelu, 1, 1, 8) == 7);
  CHECK(machine::body_cycles(machine::Opcode::gelu, 9, 10, 8) == 26);
}

TEST_CASE("a activation step granted in cycle 53 ends after its body, not a cycle earlier", "[activation][hw]") {
  // Tiny machine: 2 lanes, 2 groups: 20 + 6 cycles.
  auto command = test::one_step(program::Opcode::gelu, program::Context::activation, 3, 10);
  const auto result = test::time(test::tiny_architecture(), {command});
  CHECK(test::only_step(result, hw::UnitId::activation).start == Cycles(54));
  CHECK(test::only_step(result, hw::UnitId::activation).end == Cycles(54 + 26));
  CHECK(result.counters.unit(hw::UnitId::activation).busy == Cycles(26));
  CHECK(result.cycles == Cycles(54 + 26));
}
