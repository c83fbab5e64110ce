// SPDX-License-Identifier: Apache-2.0
#include "hw/units/normalization.hpp"

#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

TEST_CASE("normalization cycles follow its formula", "[normalization][hw]") {
  CHECK(machine::body_cycles(machine::Opcode::layernorm, 16, 64, 4) == 716);  // 4 groups of 128 + 48, and 12
  CHECK(machine::body_cycles(machine::Opcode::layernorm, 1, 1, 4) == 62);
  CHECK(machine::body_cycles(machine::Opcode::layernorm, 5, 10, 4) == 148);
}

TEST_CASE("a normalization step granted in cycle 53 ends after its body, not a cycle earlier", "[normalization][hw]") {
  // Tiny machine: 1 lane, 3 groups of 20 + 48, and 12.
  auto command = test::one_step(program::Opcode::layernorm, program::Context::normalization, 3, 10);
  const auto result = test::time(test::tiny_architecture(), {command});
  CHECK(test::only_step(result, hw::UnitId::normalization).start == Cycles(54));
  CHECK(test::only_step(result, hw::UnitId::normalization).end == Cycles(54 + 216));
  CHECK(result.counters.unit(hw::UnitId::normalization).busy == Cycles(216));
  CHECK(result.cycles == Cycles(54 + 216));
}
