// SPDX-License-Identifier: Apache-2.0
#include "models/core/error.hpp"
#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"

using namespace octet;
using namespace octet::program;
using Catch::Contains;

namespace {

const arch::Architecture kMachine = test::tiny_architecture();

test::MatmulProgram small_matmul() {
  test::MatmulProgramOptions options;
  options.geometry = test::fitted_geometry(4, 4);
  return test::matmul_program(options);
}

void run(const test::MatmulProgram& built) {
  hw::Platform(test::fitting(kMachine, built.program.geometry)).run(built.program, built.input);
}

}  // namespace

TEST_CASE("a byte never written faults with command, context and address", "[platform][hw][bad]") {
  auto built = small_matmul();
  // The weights' load is left out of the image, so the accelerator reads poison from DRAM.
  built.program.image.resize(built.program.commands.size() * Command::kBytes);
  CHECK_THROWS_AS(run(built), MachineFault);
  CHECK_THROWS_WITH(run(built), Contains("(load_") && Contains("dram") && Contains("address"));
}

TEST_CASE("an address outside its memory faults", "[platform][hw][bad]") {
  Command command = test::one_run(Context::load_a, 16, 4096, 4090);
  CHECK_THROWS_WITH(test::time(kMachine, {command}),
                    "command 0 (load_a, load), step 0,0: activation address 4090 and 16 bytes from it "
                    "leave its 4096 bytes");
  command.d.base = 0;
  command.a.base = (1 << 20) - 8;
  CHECK_THROWS_WITH(test::time(kMachine, {command}),
                    Contains("command 0 (load_a, load)") && Contains("dram address 1048568"));
}

TEST_CASE("an undefined opcode faults with the command's address", "[platform][hw][bad]") {
  auto built = small_matmul();
  built.program.image[Command::kBytes] = 77;
  CHECK_THROWS_AS(run(built), MachineFault);
  CHECK_THROWS_WITH(run(built), Contains("command 1 at dram address 160") && Contains("opcode"));
}

TEST_CASE("a command its context does not know faults", "[platform][hw][bad]") {
  const Command command = test::one_step(Opcode::gelu, Context::softmax, 1, 1);
  CHECK_THROWS_WITH(test::time(kMachine, {command}),
                    "command 0 (softmax, gelu): opcode gelu does not fit context softmax");
}

TEST_CASE("a command of no step or no element faults", "[platform][hw][bad]") {
  Command command = test::one_step(Opcode::gelu, Context::activation, 1, 1);
  command.count1 = 0;
  CHECK_THROWS_WITH(test::time(kMachine, {command}), Contains("count1: expected at least 1, got 0"));
  command.count1 = 1;
  command.rows_last = 5;
  CHECK_THROWS_WITH(test::time(kMachine, {command}), Contains("rows_last: expected 1 to 4, got 5"));
}

TEST_CASE("a deadlock names every waiting context and what it waits for", "[platform][hw][bad]") {
  Command first = test::one_step(Opcode::gelu, Context::activation, 1, 1);
  first.waits[0] = test::once(Context::softmax);
  Command second = test::one_step(Opcode::softmax_plain, Context::softmax, 1, 1);
  second.waits[0] = test::once(Context::activation);
  CHECK_THROWS_WITH(test::time(kMachine, {first, second}),
                    "deadlock: nothing can happen any more\n"
                    "  command 1 (softmax, softmax_plain), step 0,0 waits for a token from activation\n"
                    "  command 0 (activation, gelu), step 0,0 waits for a token from softmax");
}

TEST_CASE("more than 255 tokens of a pair fault", "[platform][hw][bad]") {
  Command command = test::one_step(Opcode::gelu, Context::activation, 1, 1);
  command.count1 = 256;
  command.rows = 1;
  command.signals[0] = {true, Context::store, Period::step, 0};
  CHECK_THROWS_WITH(test::time(kMachine, {command}),
                    Contains("step 255: more than 255 tokens from activation to store"));
}

TEST_CASE("a program for another geometry, or without weights, is the user's mistake", "[platform][hw][bad]") {
  const auto built = small_matmul();
  CHECK_THROWS_AS(hw::Platform(kMachine).run(built.program, built.input), UserError);
  CHECK_THROWS_WITH(hw::Platform(kMachine).run(test::timed_program(kMachine, {})), Contains("can only be timed"));
}
