// SPDX-License-Identifier: Apache-2.0
#include "hw/units/rotary.hpp"

#include "models/core/error.hpp"
#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

TEST_CASE("rotary cycles follow its formula", "[rotary][hw]") {
  CHECK(machine::body_cycles(machine::Opcode::rotary, 16, 64, 8) == 134);
  CHECK(machine::body_cycles(machine::Opcode::rotary, 1, 2, 8) == 8);
  CHECK(machine::body_cycles(machine::Opcode::rotary, 9, 10, 8) == 26);
}

TEST_CASE("a rotary step granted in cycle 53 ends after its body, on a machine that has the unit", "[rotary][hw]") {
  // Two lanes, 2 groups: 20 + 6 cycles.
  auto command = test::one_step(program::Opcode::rotary, program::Context::rotary, 3, 10);
  arch::Architecture architecture = test::tiny_architecture();
  CHECK_THROWS_WITH(test::time(architecture, {command}),
                    Catch::Contains("/lanes/rotary: expected at least 1 for the rotary of the program, got 0"));
  architecture.lanes.rotary = 2;
  const auto result = test::time(architecture, {command});
  CHECK(test::only_step(result, hw::UnitId::rotary).start == Cycles(54));
  CHECK(test::only_step(result, hw::UnitId::rotary).end == Cycles(54 + 26));
  CHECK(result.counters.unit(hw::UnitId::rotary).busy == Cycles(26));
  CHECK(result.cycles == Cycles(54 + 26));
}
