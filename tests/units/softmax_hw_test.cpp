// SPDX-License-Identifier: Apache-2.0
#include "hw/units/softmax.hpp"

#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

TEST_CASE("softmax cycles follow its formula", "[softmax][hw]") {
  using program::Opcode;
  CHECK(machine::body_cycles(Opcode::softmax, 16, 65, 4) == 656);  // 4 groups of 130 + 32, and 8
  CHECK(machine::body_cycles(Opcode::softmax, 1, 1, 4) == 42);
  CHECK(machine::body_cycles(Opcode::softmax, 5, 10, 4) == 112);
  // A plain softmax reads its scores once more.
  CHECK(machine::body_cycles(Opcode::softmax_plain, 16, 65, 4) == 916);
  CHECK(machine::body_cycles(Opcode::softmax_plain, 1, 1, 4) == 43);
  CHECK(machine::body_cycles(Opcode::softmax_plain, 5, 10, 4) == 132);
}

TEST_CASE("a softmax step granted in cycle 53 ends after its body, not a cycle earlier", "[softmax][hw]") {
  // Tiny machine: 1 lane, 3 groups of 30 + 32, and 8.
  auto command = test::one_step(program::Opcode::softmax_plain, program::Context::softmax, 3, 10);
  const auto result = test::time(test::tiny_architecture(), {command});
  CHECK(test::only_step(result, hw::UnitId::softmax).start == Cycles(54));
  CHECK(test::only_step(result, hw::UnitId::softmax).end == Cycles(54 + 194));
  CHECK(result.counters.unit(hw::UnitId::softmax).busy == Cycles(194));
  CHECK(result.cycles == Cycles(54 + 194));
}
