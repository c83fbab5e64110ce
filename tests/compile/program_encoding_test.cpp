// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "models/program/command.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet::program;
using octet::test::RandomSource;

namespace {

Token random_token(RandomSource& random) {
  return {random.between(0, 1) == 1, static_cast<Context>(random.between(0, 12)),
          static_cast<Period>(random.between(0, 2)), static_cast<std::uint8_t>(random.bits())};
}

Operand random_operand(RandomSource& random) {
  return {random.bits() >> 16, static_cast<std::uint16_t>(random.bits() >> 50), static_cast<Ring>(random.between(0, 2)),
          static_cast<std::uint32_t>(random.bits()), static_cast<std::uint32_t>(random.bits())};
}

Command random_command(RandomSource& random) {
  Command c;
  c.opcode = static_cast<Opcode>(random.between(1, 9));
  c.context = static_cast<Context>(random.between(0, 12));
  c.layout = static_cast<Layout>(random.between(0, 3));
  c.space = static_cast<Space>(random.between(0, 4));
  c.mode = static_cast<RequantizeMode>(random.between(0, 2));
  c.a_unsigned = random.between(0, 1) == 1;
  c.element_bytes = static_cast<std::uint8_t>(random.bits());
  c.element_bytes_b = static_cast<std::uint8_t>(random.bits());
  for (std::uint16_t* field : {&c.layer, &c.count0, &c.count1, &c.rows, &c.rows_last, &c.tile_columns})
    *field = static_cast<std::uint16_t>(random.bits());
  for (std::uint32_t* field : {&c.columns, &c.columns_last, &c.depth})
    *field = static_cast<std::uint32_t>(random.bits());
  for (Token& token : c.waits) token = random_token(random);
  for (Token& token : c.signals) token = random_token(random);
  for (Operand* operand : {&c.a, &c.b, &c.p, &c.d}) *operand = random_operand(random);
  for (std::uint32_t& constant : c.constants) constant = static_cast<std::uint32_t>(random.bits());
  return c;
}

}  // namespace

TEST_CASE("a command survives encoding and decoding", "[program][golden]") {
  CAPTURE(octet::test::seed());
  RandomSource random;
  for (int i = 0; i < 2000; ++i) {
    const Command command = random_command(random);
    REQUIRE(decode(encode(command)) == command);
  }
}

TEST_CASE("every bit of a command is part of some field", "[program][golden]") {
  // No reserved bits today: any decodable pattern encodes to itself.
  CAPTURE(octet::test::seed());
  RandomSource random;
  auto bytes = encode(random_command(random));
  int decodable = 0;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << (bit % 8)));
    try {
      const Command command = decode(bytes);
      REQUIRE(encode(command) == bytes);
      ++decodable;
    } catch (const DecodeError&) {
    }
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << (bit % 8)));
  }
  CHECK(decodable > 1000);
}

TEST_CASE("the fields of a command stand where the command set puts them", "[program][golden]") {
  Command c;
  c.opcode = Opcode::matmul;
  c.context = Context::matmul_b;
  c.layout = Layout::row_panels;
  c.space = Space::parameter;
  c.mode = RequantizeMode::per_row;
  c.a_unsigned = true;
  c.element_bytes = 2;
  c.element_bytes_b = 0x21;
  c.layer = 0x1234;
  c.count0 = 0x0102;
  c.count1 = 0x0304;
  c.rows = 0x0506;
  c.rows_last = 0x0708;
  c.tile_columns = 0x090a;
  c.columns = 0x0b0c0d0e;
  c.columns_last = 0x0f101112;
  c.depth = 0x13141516;
  c.waits[1] = {true, Context::residual_adder, Period::step, 0xab};
  c.signals[7] = {true, Context::load_a, Period::outer, 3};
  c.a = {0x010203040506, 0x3fff, Ring::step, 0x11121314, 0x21222324};
  c.d = {0xffffffffffff, 1, Ring::outer, 1, 2};
  c.constants[0] = 0xdeadbeef;
  c.constants[7] = 0x01020304;
  const auto bytes = encode(c);
  const auto at = [&](std::size_t offset, std::initializer_list<int> expected) {
    CAPTURE(offset);
    CHECK(std::equal(expected.begin(), expected.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset)));
  };
  at(0, {3, 6, 2, 4, 2, 1, 2, 0x21, 0x34, 0x12, 2, 1, 4, 3, 6, 5, 8, 7, 0x0a, 9});
  at(20, {0x0e, 0x0d, 0x0c, 0x0b, 0x12, 0x11, 0x10, 0x0f, 0x16, 0x15, 0x14, 0x13});
  at(32, {0, 0, 1 | 12 << 1 | 2 << 6, 0xab, 0, 0});  // waits
  at(60, {0, 0, 1 | 1 << 1 | 1 << 6, 3});            // the end of signals
  at(64, {6, 5, 4, 3, 2, 1, 0xff, 0xbf, 0x14, 0x13, 0x12, 0x11, 0x24, 0x23, 0x22, 0x21});
  at(80, {0, 0, 0, 0, 0, 0, 0, 0});
  at(112, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0x40, 1, 0, 0, 0, 2, 0, 0, 0});
  at(128, {0xef, 0xbe, 0xad, 0xde});
  at(156, {4, 3, 2, 1});
}

TEST_CASE("bytes that are no command are refused with field and value", "[program][bad]") {
  const auto refused = [](std::size_t offset, std::uint8_t value) -> std::string {
    auto bytes = encode(Command{});
    bytes[offset] = value;
    try {
      decode(bytes);
    } catch (const DecodeError& error) {
      return error.what();
    }
    return "accepted";
  };
  const std::string contexts = std::to_string(kContextCount);
  CHECK(refused(0, 0) == "command field opcode: expected a defined opcode, got 0");
  CHECK(refused(0, kOpcodeCount) ==
        "command field opcode: expected a defined opcode, got " + std::to_string(kOpcodeCount));
  CHECK(refused(1, kContextCount) == "command field context: expected a defined context, got " + contexts);
  CHECK(refused(2, 4) == "command field layout: expected a defined layout, got 4");
  CHECK(refused(3, 255) == "command field space: expected a defined space, got 255");
  CHECK(refused(4, 3) == "command field mode: expected a defined requantize_mode, got 3");
  CHECK(refused(5, 2) == "command field a_unsigned: expected 0 or 1, got 2");
  CHECK(refused(36, 0xc0) == "command field waits[2].period: expected a defined period, got 3");
  CHECK(refused(48, kContextCount << 1) ==
        "command field signals[0].context: expected a defined context, got " + contexts);
  CHECK(refused(71, 0xc0) == "command field a.ring: expected a defined ring, got 3");
  CHECK(refused(6, 200) == "accepted");
  CHECK_THROWS_WITH(decode(std::vector<std::uint8_t>(159)), "command: expected 160 bytes, got 159");
}

TEST_CASE("a value too wide for its field is not encoded", "[program][bad]") {
  Command c;
  c.b.base = std::uint64_t{1} << 48;
  CHECK_THROWS_WITH(encode(c), "command field b.base: 281474976710656 does not fit 48 bits");
  c = {};
  c.p.ring_count = 1 << 14;
  CHECK_THROWS_WITH(encode(c), "command field p.ring_count: 16384 does not fit 14 bits");
}

TEST_CASE("enumerators have the names of the command set", "[program][golden]") {
  CHECK(std::string(name(Opcode::softmax_plain)) == "softmax_plain");
  CHECK(std::string(name(Context::residual_adder)) == "residual_adder");
  CHECK(std::string(name(static_cast<Space>(9))) == "undefined");
  CHECK(constants::softmax::multiplier_bits == 3);
  CHECK(constants::add::output_bits == 4);
}
