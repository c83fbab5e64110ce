// SPDX-License-Identifier: Apache-2.0
#include "hw/units/requantizer.hpp"

#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

TEST_CASE("requantizer cycles follow its formula", "[requantizer][hw]") {
  CHECK(machine::body_cycles(machine::Opcode::requantize, 16, 64, 16) == 68);
  CHECK(machine::body_cycles(machine::Opcode::requantize, 16, 64, 8) == 132);
  CHECK(machine::body_cycles(machine::Opcode::requantize, 1, 1, 16) == 5);
  CHECK(machine::body_cycles(machine::Opcode::requantize, 9, 10, 8) == 24);
}

TEST_CASE("a requantizer step granted in cycle 53 ends after its body, not a cycle earlier", "[requantizer][hw]") {
  // Tiny machine: 4 lanes, 3 rows are 1 group: 10 + 4 cycles.
  auto command = test::one_step(program::Opcode::requantize, program::Context::requantizer_a, 3, 10);
  command.mode = program::RequantizeMode::uniform;
  const auto result = test::time(test::tiny_architecture(), {command});
  CHECK(test::only_step(result, hw::UnitId::requantizer).start == Cycles(54));
  CHECK(test::only_step(result, hw::UnitId::requantizer).end == Cycles(54 + 14));
  CHECK(result.counters.unit(hw::UnitId::requantizer).busy == Cycles(14));
  CHECK(result.cycles == Cycles(54 + 14));
}
