// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "models/execute/interpreter.hpp"
#include "models/prove/happens_before.hpp"
#include "tests/compile/broken_program.hpp"

using namespace octet;
using namespace octet::program;
using namespace octet::prove;
using namespace octet::test::broken;
using octet::execute::Interpreter;
using Kind = Finding::Kind;

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
  CHECK(HappensBefore(commands, steps, 2).complete());
  const HappensBefore stuck(commands, steps, 1);
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
