// SPDX-License-Identifier: Apache-2.0
// What the verifier says of a command's fields.
#include "tests/compile/broken_program.hpp"

using namespace octet::program;
using namespace octet::prove;
using namespace octet::test::broken;
using Kind = Finding::Kind;

TEST_CASE("faults of fields are found with their text", "[program][bad]") {
  auto program = build().program;
  const auto text = [&] { return check(program); };
  SECTION("opcode on a foreign context") {
    of(program, Context::store).context = Context::softmax;
    CHECK(has(text(), Kind::field, "opcode store does not fit context softmax"));
  }
  SECTION("no iterations") {
    of(program, Context::store).count0 = 0;
    CHECK(has(text(), Kind::field, "count0: expected at least 1, got 0"));
  }
  SECTION("more rows than the array") {
    of(program, Context::matmul_a).rows = 5;
    CHECK(has(text(), Kind::field, "rows: expected 1 to 4, got 5"));
  }
  SECTION("tile columns") {
    of(program, Context::matmul_a).tile_columns = 8;
    CHECK(has(text(), Kind::field, "tile_columns: expected 4 to 4, got 8"));
  }
  SECTION("a buffer beyond every address") {
    program.geometry.buffers.weight.bytes = ~std::uint64_t{0};
    CHECK(has(text(), Kind::field, "a buffer has more than 48 address bits"));
  }
  SECTION("an empty ring") {
    of(program, Context::matmul_a).b.ring_count = 0;
    CHECK(has(text(), Kind::field, "a ring has no slot"));
  }
  SECTION("a wide output") {
    of(program, Context::requantizer_a).constants[constants::requantize::output_bits] = 9;
    CHECK(has(text(), Kind::field, "output_bits: expected 8 to 8, got 9"));
  }
  SECTION("a long shift") {
    of(program, Context::requantizer_a).constants[constants::requantize::shift] = 63;
    CHECK(has(text(), Kind::field, "requantize shift: expected 0 to 62, got 63"));
  }
  SECTION("a layer that is not there") {
    of(program, Context::store).layer = 1;
    CHECK(has(text(), Kind::field, "layer 1 is not among the 1"));
  }
  SECTION("a token of the fetch context") {
    of(program, Context::store).waits[0].context = Context::fetch;
    CHECK(has(text(), Kind::field, "a token names context fetch"));
  }
  SECTION("a load into accumulators") {
    of(program, Context::load_a).space = Space::accumulator;
    CHECK(has(text(), Kind::field, "space accumulator is not reached by a load"));
  }
  SECTION("an unused constant") {
    of(program, Context::matmul_a).constants[7] = 1;
    CHECK(has(text(), Kind::field, "a constant the opcode does not use is not zero"));
  }
  SECTION("sums that could overflow") {
    of(program, Context::matmul_a).depth = 1 << 20;
    CHECK(has(text(), Kind::field, "a sum over depth 1048576 may overflow 32 bits"));
  }
  SECTION("more keys than 32 bits can sum") {
    for (const Opcode opcode : {Opcode::softmax, Opcode::softmax_plain}) {
      Command& command = of(program, Context::requantizer_a);
      command.context = Context::softmax;
      command.opcode = opcode;
      command.columns = 1 << 24;
      CHECK_FALSE(has(text(), Kind::field, "columns: expected 1 to"));
      command.constants[0] = 13;
      CHECK(has(text(), Kind::field, "score_align: expected 0 to 12, got 13"));
      command.columns += 1;
      CHECK(has(text(), Kind::field, "columns: expected 1 to 16777216, got 16777217"));
      command.context = Context::requantizer_a;
    }
  }
  SECTION("an epsilon of more than 54 bits") {
    Command& command = of(program, Context::requantizer_a);
    command.context = Context::normalization;
    command.opcode = Opcode::layernorm;
    command.constants = {20, 0xffffffff, 0x3fffff};
    CHECK_FALSE(has(text(), Kind::field, "epsilon_high: expected"));
    command.constants[constants::layernorm::epsilon_high] += 1;
    CHECK(has(text(), Kind::field, "epsilon_high: expected 0 to 4194303, got 4194304"));
    command.context = Context::requantizer_a;
  }
  SECTION("an image with other commands") {
    of(program, Context::matmul_a).layer = 0;
    program.image[8] = 77;
    CHECK(has(verify(program), Kind::field, "the image holds another one"));
  }
  SECTION("endless loops") {
    for (Command& command : program.commands) command.count0 = command.count1 = 0xffff;
    CHECK(has(text(), Kind::field, "steps, more than"));
  }
}

TEST_CASE("a scale wider than the machine's multipliers is found", "[program][bad]") {
  auto program = build().program;
  Command& requantize = of(program, Context::requantizer_a);
  requantize.mode = RequantizeMode::uniform;
  requantize.p = {};
  requantize.constants[constants::requantize::multiplier] = 0x8000;
  program.geometry.multiplier_bits = 16;
  for (const Finding& it : check(program)) CHECK(it.kind != Kind::field);
  program.geometry.multiplier_bits = 15;
  CHECK(has(check(program), Kind::field, "requantize multiplier: expected 0 to 32767, got 32768"));
  program.geometry.multiplier_bits = 32;
  CHECK(has(check(program), Kind::field, "a scale's multiplier has 2 to 31 bits"));
}

TEST_CASE("elements of four bytes in row panels are found", "[program][bad]") {
  auto program = build(false).program;
  of(program, Context::load_a).element_bytes = 4;
  CHECK(has(check(program), Kind::field, "element_bytes: expected 1 or 2 in row panels, got 4"));
}

TEST_CASE("findings stop at the limit", "[program][bad]") {
  auto program = build().program;
  for (Command& command : program.commands) command.layer = 7;
  CHECK(verify(program, 3).size() == 3);
}
