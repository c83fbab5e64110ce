// SPDX-License-Identifier: Apache-2.0
// The whole accelerator before a slave that does whatever AXI4 lets it.
#include <algorithm>
#include <utility>

#include "hw/cosim/axi4_rules.hpp"
#include "models/execute/interpreter.hpp"
#include "sim/crosscheck/stress_program.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/cosim/random_axi4_slave.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

/// What such slaves did.
struct Met {
  std::uint64_t data_first = 0, overtakes = 0, reads_bound = 0, writes_bound = 0;
};

/// Runs the program to its end, `memory` being the bytes of its DRAM.
void run(const arch::Architecture& a, const program::Program& p, std::vector<std::uint8_t>& memory,
         test::RandomSource& random, Met& met) {
  rtl::RtlModel model(rtl::model_directory() / (a.name + ".so"), test::seed());
  const rtl::Axi4Ports ports(model, a.memory.beat_bytes);
  rtl::Axi4Rules rules(ports, a.memory.beat_bytes);
  test::RandomAxi4Slave slave(ports, a.memory.beat_bytes, memory, random);
  model.port("program_base_i").set(p.program_base);
  model.port("command_count_i").set(p.commands.size());
  model.reset();
  model.port("start_i").set(1);
  const rtl::RtlPort done = model.port("done_o"), error = model.port("memory_error_o");
  for (std::uint64_t cycle = 0;; ++cycle) {
    CAPTURE(cycle);
    REQUIRE(slave.idle() < 10'000);
    slave.drive();
    model.evaluate();
    if (done.get() != 0) break;
    REQUIRE(error.get() == 0);
    rules.check(cycle);
    slave.sample();
    model.clock();
  }
  met.data_first += slave.data_first;
  met.overtakes += slave.read_overtakes + slave.write_overtakes;
  met.reads_bound += slave.reads_bound;
  met.writes_bound += slave.writes_bound;
}

std::vector<std::uint8_t> memory_of(const program::Program& p, test::RandomSource& random) {
  std::vector<std::uint8_t> out(p.geometry.dram_bytes);
  for (std::uint8_t& x : out) x = static_cast<std::uint8_t>(random.bits());
  std::copy(p.image.begin(), p.image.end(), out.begin());
  return out;
}

}  // namespace

TEST_CASE("the accelerator computes the same bits before a slave of random order and stalls", "[axi4_master][cosim]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  Met met;
  for (int i = 0; i < 20; ++i) {
    const std::vector<arch::Architecture> all = test::built_architectures(20);
    const arch::Architecture& a = all[static_cast<std::size_t>(i) % all.size()];
    test::MatmulProgramOptions options;
    options.m = static_cast<std::uint32_t>(random.between(1, 24));
    options.k = static_cast<std::uint32_t>(random.between(1, 48));
    options.n = static_cast<std::uint32_t>(random.between(1, 40));
    options.geometry = a.geometry();
    options.linear_only = i % 2 == 0;
    options.seed = random.bits() % 1000;
    CAPTURE(i, a.name, options.m, options.k, options.n, options.seed);
    const test::MatmulProgram made = test::matmul_program(options);
    const program::Program& p = made.program;
    execute::ByteMemory dram("dram", p.geometry.dram_bytes);
    std::vector<std::uint8_t> memory = memory_of(p, random);
    dram.write(0, memory);
    execute::write_input(p, made.input, dram);
    dram.read(0, memory);
    run(a, p, memory, random, met);
    dram.write(0, memory);
    REQUIRE(execute::read_output(p, dram) == made.expected);
  }
  CHECK(met.data_first > 0);
}

TEST_CASE("loads beside stores leave the same memory before such a slave, also where one kind waits for the other",
          "[axi4_master][cosim]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  Met met;
  for (int i = 0; i < 40; ++i) {
    const std::vector<arch::Architecture> all = test::built_architectures(20);
    const arch::Architecture& a = all[static_cast<std::size_t>(i) % all.size()];
    const std::uint64_t seed = random.bits();
    CAPTURE(i, a.name, seed);
    const program::Program p = crosscheck::stress_case(a, seed).program;
    std::vector<std::uint8_t> memory = memory_of(p, random);
    memory.at(p.input.address) = 1;
    const std::vector<std::uint8_t> before = memory;
    run(a, p, memory, random, met);
    execute::Interpreter interpreter(p);
    Matrix<std::int16_t> input(1, 1);
    input.at(0, 0) = 1;
    interpreter.run(input);
    std::vector<std::uint8_t> expected(memory.size()), other(memory.size());
    const execute::ByteMemory& left = std::as_const(interpreter).memory(program::Space::dram);
    left.peek(0, expected, 0);
    left.peek(0, other, 1);  // what nobody wrote is noise
    for (std::size_t at = 0; at < memory.size(); ++at)
      if (memory[at] != (expected[at] == other[at] ? expected[at] : before[at])) FAIL("another byte at " << at);
  }
  CHECK(met.overtakes > 0);
  CHECK(met.reads_bound > 0);
  CHECK(met.writes_bound > 0);
}
