// SPDX-License-Identifier: Apache-2.0
// Traffic of one step, counted by hand: operands count as often as the unit's page says that they are read.
#include "hw/common/counters.hpp"

#include <tuple>

#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using program::Context;
using program::Opcode;
using program::Space;

namespace {

/// One step of 4 rows x 6 columns, bytes, lanes by `lanes` for every unit.
hw::Counters counted(Opcode opcode, Context context, std::uint16_t rows, std::uint32_t lanes) {
  const program::Command command = test::one_step(opcode, context, rows, 6);
  hw::Counters counters;
  counters.add_step(
      command, program::step_at(command, 0), test::tiny_architecture().geometry(),
      {.requantizer = lanes, .softmax = lanes, .activation = lanes, .normalization = lanes, .residual_adder = lanes});
  return counters;
}

std::uint64_t read(const hw::Counters& counters, Space space) { return counters.memory(space).read.count(); }

}  // namespace

TEST_CASE("scores are read twice by an attention softmax, three times by a plain one", "[platform]") {
  const hw::Counters attention = counted(Opcode::softmax, Context::softmax, 4, 4),
                     plain = counted(Opcode::softmax_plain, Context::softmax, 4, 4);
  CHECK(read(attention, Space::activation) == 2 * 6 * 4);
  CHECK(attention.memory(Space::activation).words_read == 2 * 6);
  CHECK(read(plain, Space::activation) == 3 * 6 * 4);
  CHECK(plain.memory(Space::activation).words_read == 3 * 6);
  CHECK(plain.memory(Space::activation).written.count() == 6 * 4);
}

TEST_CASE("normalization reads its inputs twice, its parameters once a group of rows", "[platform]") {
  for (const auto& [rows, lanes, groups] : {std::tuple{4, 4, 1}, {4, 2, 2}, {4, 3, 2}, {3, 1, 3}, {1, 4, 1}}) {
    CAPTURE(rows, lanes);
    const hw::Counters counters = counted(Opcode::layernorm, Context::normalization, static_cast<std::uint16_t>(rows),
                                          static_cast<std::uint32_t>(lanes));
    CHECK(read(counters, Space::activation) == 2 * 6 * 4);
    CHECK(read(counters, Space::parameter) == static_cast<std::uint64_t>(groups) * 6 * 16);
    CHECK(counters.memory(Space::parameter).words_read == static_cast<std::uint64_t>(groups) * 6);
  }
}

TEST_CASE("the others read each operand once, but the array its rows once a column tile", "[platform]") {
  CHECK(read(counted(Opcode::gelu, Context::activation, 4, 1), Space::activation) == 6 * 4);
  CHECK(read(counted(Opcode::add, Context::residual_adder, 4, 1), Space::activation) == 2 * 6 * 4);
  CHECK(read(counted(Opcode::requantize, Context::requantizer_a, 4, 1), Space::accumulator) == 4 * 6 * 4);
  CHECK(read(counted(Opcode::requantize, Context::requantizer_a, 4, 1), Space::parameter) == 6 * 16);
}

TEST_CASE("a panel crosses the memory port whole, and its padding lanes are read but not written", "[platform]") {
  for (const Opcode opcode : {Opcode::store, Opcode::load}) {
    program::Command command = test::one_step(opcode, opcode == Opcode::store ? Context::store : Context::load_a, 3, 6);
    command.layout = program::Layout::panel;
    command.space = Space::activation;
    command.tile_columns = 4;
    command.element_bytes = 2;
    hw::Counters counters;
    counters.add_step(command, program::step_at(command, 0), test::tiny_architecture().geometry(), {});
    const hw::MemoryCounters& dram = counters.memory(Space::dram);
    CHECK(dram.written.count() == (opcode == Opcode::store ? 6 * 3 * 2 : 0));
    CHECK(dram.read.count() == (opcode == Opcode::load ? 6 * 4 * 2 : 0));
  }
}
