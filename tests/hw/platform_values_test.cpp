// SPDX-License-Identifier: Apache-2.0
#include "models/core/error.hpp"
#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"

using namespace octet;

namespace {

test::MatmulProgram built_matmul(bool linear, std::uint32_t m, std::uint32_t k, std::uint32_t n) {
  test::MatmulProgramOptions options;
  options.m = m;
  options.k = k;
  options.n = n;
  options.linear_only = linear;
  options.geometry = test::fitted_geometry(4, 4);
  return test::matmul_program(options);
}

arch::Architecture machine_of(const test::MatmulProgram& built) {
  return test::fitting(test::tiny_architecture(), built.program.geometry);
}

}  // namespace

TEST_CASE("a hand-made matmul gives the golden bytes, twice the same", "[platform][hw]") {
  for (const bool linear : {true, false}) {
    const auto built = built_matmul(linear, 9, 13, 18);
    const hw::Platform platform(machine_of(built));
    const hw::RunResult first = platform.run(built.program, built.input);
    CHECK(first.output == built.expected);
    const hw::RunResult second = platform.run(built.program, built.input);
    CHECK(second.output == first.output);
    CHECK(second.counters == first.counters);
    CHECK(second.layers == first.layers);
  }
}

TEST_CASE("timing only gives the same cycles, counters and trace", "[platform][hw]") {
  for (const bool linear : {true, false}) {
    const auto built = built_matmul(linear, 9, 13, 18);
    const auto full = hw::Platform(machine_of(built), {.values = true, .stall_seed = 0, .trace = true})
                          .run(built.program, built.input);
    const auto timed =
        hw::Platform(machine_of(built), {.values = false, .stall_seed = 0, .trace = true}).run(built.program);
    CHECK(timed.cycles == full.cycles);
    CHECK(timed.counters == full.counters);
    CHECK(timed.trace == full.trace);
    CHECK(timed.output.rows() == 0);
  }
}

TEST_CASE("random stalls change cycles, never data", "[platform][hw]") {
  const auto built = built_matmul(false, 9, 13, 18);
  const Cycles cycles = hw::Platform(machine_of(built)).run(built.program, built.input).cycles;
  int changed = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto result = hw::Platform(machine_of(built), {.values = true, .stall_seed = seed, .trace = false})
                            .run(built.program, built.input);
    CHECK(result.output == built.expected);
    changed += result.cycles != cycles;
  }
  CHECK(changed > 0);
}

TEST_CASE("busy, stalled and idle add up to the cycles in every unit", "[counters][hw]") {
  for (const std::uint64_t seed : {0, 7}) {
    const auto built = built_matmul(false, 40, 64, 50);
    const auto result =
        hw::Platform(machine_of(built), {.values = false, .stall_seed = seed, .trace = false}).run(built.program);
    for (std::size_t unit = 0; unit < hw::kUnitCount; ++unit) {
      CAPTURE(seed, unit);
      CHECK(result.counters.units[unit].total() == result.cycles);
    }
    CHECK(result.counters.macs_8x8 == Macs(40 * 64 * 50));
    CHECK(result.counters.commands == built.program.commands.size());
    CHECK(result.counters.memory(program::Space::dram).written == Bytes(40 * 50));
  }
}

TEST_CASE("many platforms live one after another in one process", "[platform][hw]") {
  const auto built = built_matmul(true, 5, 7, 9);
  const hw::Platform platform(machine_of(built));
  for (int i = 0; i < 200; ++i) REQUIRE(platform.run(built.program, built.input).output == built.expected);
}
