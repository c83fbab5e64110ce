// SPDX-License-Identifier: Apache-2.0
#include "hw/units/residual_adder.hpp"

#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

TEST_CASE("residual_adder cycles follow its formula", "[residual_adder][hw]") {
  CHECK(machine::body_cycles(machine::Opcode::add, 16, 64, 8) == 132);
  CHECK(machine::body_cycles(machine::Opcode::add, 1, 1, 8) == 5);
  CHECK(machine::body_cycles(machine::Opcode::add, 9, 10, 8) == 24);
}

TEST_CASE("a residual_adder step granted in cycle 53 ends after its body, not a cycle earlier",
          "[residual_adder][hw]") {
  // Tiny machine: 2 lanes, 2 groups: 20 + 4 cycles.
  auto command = test::one_step(program::Opcode::add, program::Context::residual_adder, 3, 10);
  const auto result = test::time(test::tiny_architecture(), {command});
  CHECK(test::only_step(result, hw::UnitId::residual_adder).start == Cycles(54));
  CHECK(test::only_step(result, hw::UnitId::residual_adder).end == Cycles(54 + 24));
  CHECK(result.counters.unit(hw::UnitId::residual_adder).busy == Cycles(24));
  CHECK(result.cycles == Cycles(54 + 24));
}
