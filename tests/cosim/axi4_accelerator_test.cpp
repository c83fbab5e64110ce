// SPDX-License-Identifier: Apache-2.0
// The whole accelerator before a slave that does whatever AXI4 lets it.
#include <algorithm>

#include "hw/cosim/axi4_rules.hpp"
#include "models/program/interpreter.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/cosim/random_axi4_slave.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

/// Runs the program to its end, `memory` being the bytes of its DRAM; returns how often write data went first.
std::uint64_t run(const arch::Architecture& a, const program::Program& p, std::vector<std::uint8_t>& memory,
                  test::RandomSource& random) {
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
  return slave.data_first;
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
  std::uint64_t data_first = 0;
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
    program::ByteMemory dram("dram", p.geometry.dram_bytes);
    std::vector<std::uint8_t> memory = memory_of(p, random);
    dram.write(0, memory);
    program::write_input(p, made.input, dram);
    dram.read(0, memory);
    data_first += run(a, p, memory, random);
    dram.write(0, memory);
    REQUIRE(program::read_output(p, dram) == made.expected);
  }
  CHECK(data_first > 0);
}
