// SPDX-License-Identifier: Apache-2.0
// Every unit with a body formula alone, two steps of one command: four rows, then one. The first is granted in 53 and
// at work in 54 .. 53 + B; the second requests and is granted in 54 + B. Lanes of the tiny machine: requantizer 4,
// softmax 1, activation 2, normalization 1, residual adder 2; five columns.
#include "tests/hw/cycle_checks.hpp"

using namespace octet;
using namespace octet::program;
using hw::UnitId;
using Cycle = std::uint64_t;

namespace {

/// Two steps of `first` and `second` cycles.
void check_two_steps(Opcode opcode, Context context, Cycle first, Cycle second) {
  Command it = test::one_step(opcode, context, 4, 5);
  it.mode = RequantizeMode::uniform;
  it.count1 = 2;
  it.rows_last = 1;
  const auto result = test::time(test::tiny_architecture(), {it});
  CHECK(test::grants(result, hw::unit_of(context)) == std::vector<Cycle>{53, 54 + first});
  CHECK(test::ends(result, hw::unit_of(context)) == std::vector<Cycle>{53 + first, 54 + first + second});
  CHECK(result.counters.unit(hw::unit_of(context)).busy == Cycles(first + second));
  test::check_over_in(result, 55 + first + second);
}

}  // namespace

TEST_CASE("a requantizer takes columns x groups + 4 a step", "[requantizer][hw]") {
  // Both one group of 4 lanes: 5 + 4.
  check_two_steps(Opcode::requantize, Context::requantizer_a, 9, 9);
}

TEST_CASE("softmax takes groups x (2 x keys + 32) + 8 a step", "[softmax][hw]") {
  // Four groups of 10 + 32, and 8; one group.
  check_two_steps(Opcode::softmax, Context::softmax, 176, 50);
  // Plain softmax passes three times: four groups of 15 + 32, and 8; one group.
  check_two_steps(Opcode::softmax_plain, Context::softmax, 196, 55);
}

TEST_CASE("the activation unit takes columns x groups + 6 a step", "[activation][hw]") {
  // Two groups of 2 lanes: 10 + 6; one: 5 + 6.
  check_two_steps(Opcode::gelu, Context::activation, 16, 11);
}

TEST_CASE("normalization takes groups x (2 x columns + 48) + 12 a step", "[normalization][hw]") {
  // Four groups of 10 + 48, and 12; one group.
  check_two_steps(Opcode::layernorm, Context::normalization, 244, 70);
}

TEST_CASE("the residual adder takes columns x groups + 4 a step", "[residual_adder][hw]") {
  // Two groups of 2 lanes: 10 + 4; one: 5 + 4.
  check_two_steps(Opcode::add, Context::residual_adder, 14, 9);
}

TEST_CASE("a program of short commands goes at the pace of the fetch", "[controller][hw]") {
  // gelu of one element: 1 + 6 cycles, done before the next command is there. Command n is granted when it requests.
  const std::vector<Command> commands(4, test::one_step(Opcode::gelu, Context::activation, 1, 1));
  const auto result = test::time(test::tiny_architecture(), commands);
  CHECK(test::grants(result, UnitId::activation) == std::vector<Cycle>{53, 93, 133, 173});
  test::check_over_in(result, 173 + 7 + 1);

  // One slot: dispatched in 51, fetched again from 52 on (granted in 52, issued from 53, beats 63 .. 102): every 52.
  arch::Architecture one = test::tiny_architecture();
  one.fetch_depth = 1;
  const auto slow = test::time(one, commands);
  CHECK(test::grants(slow, UnitId::activation) == std::vector<Cycle>{53, 105, 157, 209});
  test::check_over_in(slow, 209 + 7 + 1);
}
