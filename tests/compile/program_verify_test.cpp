// SPDX-License-Identifier: Apache-2.0
#include "models/prove/verify.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "models/core/error.hpp"
#include "models/execute/interpreter.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"

using namespace octet;
using namespace octet::program;
using namespace octet::prove;
using octet::execute::Interpreter;
using Kind = Finding::Kind;

namespace {

test::MatmulProgram build(bool linear = true) {
  test::MatmulProgramOptions options;
  options.m = 10;
  options.k = 6;
  options.n = 21;
  options.geometry = test::fitted_geometry(4, 4);
  options.linear_only = linear;
  return test::matmul_program(options);
}

/// Commands changed after the image was made stand in it changed too.
std::vector<Finding> check(Program& program) {
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const auto bytes = encode(program.commands[i]);
    std::memcpy(program.image.data() + program.program_base + i * Command::kBytes, bytes.data(), bytes.size());
  }
  return verify(program);
}

bool has(const std::vector<Finding>& findings, Kind kind, const std::string& part = "") {
  for (const Finding& finding : findings)
    if (finding.kind == kind && finding.text.find(part) != std::string::npos) return true;
  for (const Finding& finding : findings) UNSCOPED_INFO(name(finding.kind) << ": " << finding.text);
  return false;
}

Command& of(Program& program, Context context) {
  for (Command& command : program.commands)
    if (command.context == context) return command;
  throw InternalError("no such command");
}

}  // namespace

TEST_CASE("deleting any one wait or signal is found as unbalanced", "[program][bad]") {
  for (const bool linear : {true, false}) {
    const auto whole = build(linear);
    for (std::size_t i = 0; i < whole.program.commands.size(); ++i)
      for (std::size_t slot = 0; slot < 16; ++slot) {
        auto broken = whole.program;
        auto& list = slot < 8 ? broken.commands[i].waits : broken.commands[i].signals;
        if (!list[slot % 8].valid) continue;
        list[slot % 8].valid = false;
        CAPTURE(linear, i, slot);
        CHECK(has(check(broken), Kind::unbalanced));
        CHECK_FALSE(RaceChecker(whole.program).ordered(broken.commands));
      }
  }
}

TEST_CASE("deleting any one pair of tokens is found as a race", "[program][bad]") {
  for (const bool linear : {true, false}) {
    const auto whole = build(linear);
    const RaceChecker races(whole.program);
    CHECK(races.ordered(whole.program.commands));
    int pairs = 0;
    for (Command& producer : std::vector<Command>(whole.program.commands))
      for (Command& consumer : std::vector<Command>(whole.program.commands)) {
        auto broken = whole.program;
        int removed = 0;
        for (std::size_t i = 0; i < broken.commands.size(); ++i)
          for (std::size_t slot = 0; slot < 8; ++slot) {
            Command& command = broken.commands[i];
            Token& signal = command.signals[slot];
            Token& wait = command.waits[slot];
            if (whole.program.commands[i] == producer && signal.valid && signal.context == consumer.context)
              signal.valid = false, ++removed;
            if (whole.program.commands[i] == consumer && wait.valid && wait.context == producer.context)
              wait.valid = false, ++removed;
          }
        if (removed < 2) continue;  // seven commands can have two in one context, with tokens at one of them
        ++pairs;
        CAPTURE(linear, name(producer.context), name(consumer.context));
        CHECK(has(check(broken), Kind::race, "no token orders them"));
        CHECK_FALSE(races.ordered(broken.commands));
      }
    CHECK(pairs == 7);
  }
}

TEST_CASE("a shifted operand address is found, or changes bits", "[program][bad]") {
  for (const bool linear : {true, false}) {
    const auto whole = build(linear);
    for (std::size_t i = 0; i < whole.program.commands.size(); ++i)
      for (const std::int64_t shift : {-16, -1, 1, 4, 16, 64})
        for (const int which : {0, 1, 2, 3}) {
          auto broken = whole.program;
          Command& c = broken.commands[i];
          const bool used[] = {true, c.opcode == Opcode::matmul, c.opcode == Opcode::requantize, true};
          if (!used[which]) continue;
          Operand& operand = *std::array{&c.a, &c.b, &c.p, &c.d}[static_cast<std::size_t>(which)];
          operand.base = (operand.base + static_cast<std::uint64_t>(shift)) & 0xffffffffffff;
          CAPTURE(linear, i, shift, which);
          bool noticed = !check(broken).empty();
          if (!noticed) {
            try {
              noticed = Interpreter(broken).run(whole.input) != whole.expected;
            } catch (const MachineFault&) {
              noticed = true;
            }
          }
          // The only harmless one: the load that clears padding lanes. Its values reach no valid lane, and it covers
          // more than it must.
          const bool clears = c.context == Context::load_c && c.space == Space::activation;
          CHECK((noticed || clears));
        }
  }
}

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

TEST_CASE("addresses outside memories are found", "[program][bad]") {
  auto program = build().program;
  SECTION("a buffer") {
    of(program, Context::load_b).d.base = program.geometry.buffers.weight.bytes - 1;
    CHECK(has(check(program), Kind::address, "command 1 (load_b, step 0 of 6) writes weight"));
  }
  SECTION("wrapping around") {
    of(program, Context::load_b).a.base = 0xffffffffffff;
    CHECK(has(check(program), Kind::address, "reads dram [0xffffffffffff"));
  }
  SECTION("the program itself") {
    of(program, Context::store).d.base = 0;
    CHECK(has(check(program), Kind::address, "writes over the program itself"));
  }
  SECTION("host matrices") {
    program.output.address = program.geometry.dram_bytes;
    CHECK(has(check(program), Kind::address, "program output: lies outside"));
  }
}

TEST_CASE("a step that writes over its own operand is found", "[program][bad]") {
  auto program = build().program;
  Command& requantize = of(program, Context::requantizer_a);
  requantize.mode = RequantizeMode::per_row;
  requantize.p = requantize.d;
  const std::uint64_t scales = 8 * std::uint64_t{requantize.rows};
  SECTION("its first byte") {
    requantize.p.base -= scales - 1;
    CHECK(has(check(program), Kind::overlap, "(requantizer_a, step 0 of 18) writes its result to activation [0x"));
  }
  SECTION("beginning where its operand ends") {
    requantize.p.base -= scales;
    for (const Finding& it : check(program)) CHECK(it.kind != Kind::overlap);
  }
}

TEST_CASE("loads that write what a transposing one of their context may still write are found", "[program][bad]") {
  auto program = build(false).program;
  Command& load = of(program, Context::load_a);
  REQUIRE(load.layout == Layout::row_panels);
  load.d.stride0 = load.d.stride1 = 0;
  CHECK(
      has(check(program), Kind::race,
          "command 0 (load_a, step 0 of 3) and command 0 (load_a, step 1 of 3) both write activation 0x0, and nothing "
          "reads it between them"));
}

TEST_CASE("deadlocks, overflows and unwritten bytes are found", "[program][bad]") {
  auto program = build().program;
  SECTION("a circle of waits") {
    of(program, Context::load_a).waits[0] = {true, Context::store, Period::command, 0};
    of(program, Context::store).signals[0] = {true, Context::load_a, Period::command, 0};
    CHECK(has(check(program), Kind::deadlock, "command 0 (load_a, step 0 of 3) waits for store"));
  }
  SECTION("more tokens than a counter holds") {
    test::MatmulProgramOptions options;
    options.m = 1;
    options.k = 1;
    options.n = 260;
    options.geometry = test::fitted_geometry(1, 1);
    options.ring_slots = 260;
    // With a slot a chunk nobody waits for room, so loads may run 260 chunks ahead.
    program = test::matmul_program(options).program;
    for (Command& command : program.commands) {
      for (Token& token : command.waits) token.valid = token.valid && token.skip == 0;
      for (Token& token : command.signals) token.valid = token.valid && token.skip == 0;
    }
    CHECK(has(check(program), Kind::overflow,
              "tokens load_b -> matmul_a: 260 may be there at once, a counter holds 255"));
  }
  SECTION("a tile nobody loaded") {
    of(program, Context::load_a).count1 = 2;
    CHECK(has(check(program), Kind::unwritten, "(matmul_a, step 2 of 18) reads activation"));
  }
  SECTION("an output nobody stores") {
    Command& store = of(program, Context::store);
    store.d.base += 64;
    program.geometry.dram_bytes += 64;
    CHECK(has(check(program), Kind::unwritten, "row 0 of the output"));
  }
}

TEST_CASE("queues too short for the order of commands are a deadlock", "[program][bad]") {
  // Three stores wait for a load that comes after them: one in the sequencer, the others queued.
  std::vector<Command> commands(4);
  for (Command& command : commands) {
    command.count0 = command.count1 = 1;
    command.context = Context::store;
    command.waits[0] = {true, Context::load_a, Period::command, 0};
  }
  commands[3].context = Context::load_a;
  commands[3].waits[0] = {};
  for (Token& token : std::span(commands[3].signals).first(3)) token = {true, Context::store, Period::command, 0};
  const StepTable steps(commands);
  CHECK(Clocks(commands, steps, 2).complete());
  const Clocks stuck(commands, steps, 1);
  CHECK_FALSE(stuck.complete());
  CHECK(stuck.blocked() == "command 0 (store, step 0 of 1) waits for load_a; command 2 finds the queue of store full");
}

TEST_CASE("padding of an edge panel is nobody's: reading it is found", "[program][bad]") {
  auto program = build(false).program;  // 10 rows in tiles of 4: the last one has 2
  REQUIRE(check(program).empty());
  Command& matmul = of(program, Context::matmul_a);
  REQUIRE(matmul.rows_last == 2);
  SECTION("a lane more") { matmul.rows_last = 3; }
  SECTION("all lanes") { matmul.rows_last = 4; }
  CHECK(has(check(program), Kind::unwritten, "reads activation"));
}

TEST_CASE("an input that lies on the commands is found", "[program][bad]") {
  auto program = build().program;
  program.input.address = program.program_base + Command::kBytes - 1;
  CHECK(has(check(program), Kind::address, "program input: row 0 at dram 0x9f lies on the commands at [0x0, 0x"));
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
