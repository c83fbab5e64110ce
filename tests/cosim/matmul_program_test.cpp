// SPDX-License-Identifier: Apache-2.0
#include "tests/support/matmul_program.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "tests/cosim/architectures.hpp"
#include "tests/cosim/compare_views.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using program::Command;

namespace {

test::MatmulProgram matmul_of(const arch::Architecture& a, std::uint32_t m, std::uint32_t k, std::uint32_t n,
                              std::uint32_t chunk_tiles, std::uint32_t ring_slots, std::uint64_t seed) {
  test::MatmulProgramOptions o;
  o.m = m;
  o.k = k;
  o.n = n;
  o.geometry = a.geometry();
  o.chunk_tiles = chunk_tiles;
  o.ring_slots = ring_slots;
  o.a_unsigned = seed % 2 == 1;
  o.seed = seed;
  return test::matmul_program(o);
}

/// The same program with weights that stand token major ([k][n]) in DRAM and are cut into column panels by the load.
void use_column_panels(test::MatmulProgram& made, std::uint32_t k, std::uint32_t n, std::uint32_t chunk_tiles) {
  program::Program& p = made.program;
  const std::uint32_t lanes = p.geometry.columns, chunk = chunk_tiles * lanes;
  Command& load = p.commands.at(1);
  REQUIRE(load.context == program::Context::load_b);
  std::vector<std::uint8_t> token_major(std::size_t{k} * n);
  for (std::uint32_t column = 0; column < n; ++column)
    for (std::uint32_t row = 0; row < k; ++row)
      token_major[row * n + column] = p.image.at(load.a.base + (column / lanes * k + row) * lanes + column % lanes);
  std::copy(token_major.begin(), token_major.end(), p.image.begin() + static_cast<std::ptrdiff_t>(load.a.base));
  load.layout = program::Layout::column_panels;
  load.tile_columns = static_cast<std::uint16_t>(lanes);
  load.rows = load.rows_last = static_cast<std::uint16_t>(k);
  load.columns = chunk;
  load.columns_last = n - (load.count0 - 1U) * chunk;
  load.depth = n;
  load.a.stride0 = chunk;
  const auto bytes = program::encode(load);
  std::memcpy(p.image.data() + p.program_base + Command::kBytes, bytes.data(), bytes.size());
}

struct ProductSize {
  std::uint32_t m, k, n, chunk_tiles, ring_slots;
};
constexpr ProductSize kSizes[] = {{4, 4, 4, 1, 2},   {1, 1, 1, 1, 2},    {5, 7, 9, 1, 2},   {16, 24, 32, 2, 2},
                                  {13, 3, 40, 1, 3}, {17, 50, 21, 3, 2}, {8, 64, 30, 1, 1}, {3, 150, 10, 1, 2}};

}  // namespace

TEST_CASE("a matmul program gives the same bits and cycles in SystemC and in gates", "[cosim][matmul]") {
  for (const std::uint32_t latency : {1U, 7U, 20U, 100U}) {
    for (const arch::Architecture& a : test::built_architectures(latency)) {
      std::uint64_t seed = latency;
      for (const ProductSize& s : kSizes) {
        CAPTURE(s.m, s.k, s.n, s.chunk_tiles, s.ring_slots, seed);
        const test::MatmulProgram made = matmul_of(a, s.m, s.k, s.n, s.chunk_tiles, s.ring_slots, seed++);
        const rtl::RtlResult gates = test::compare_views(a, made.program, made.input);
        REQUIRE(gates.output == made.expected);
      }
    }
  }
}

TEST_CASE("weights cut into column panels by the load give the same bits and cycles", "[cosim][matmul]") {
  for (const arch::Architecture& a : test::built_architectures(11)) {
    std::uint64_t seed = 100;
    for (const ProductSize& s : kSizes) {
      CAPTURE(s.m, s.k, s.n, s.chunk_tiles, s.ring_slots, seed);
      test::MatmulProgram made = matmul_of(a, s.m, s.k, s.n, s.chunk_tiles, s.ring_slots, seed++);
      use_column_panels(made, s.k, s.n, s.chunk_tiles);
      REQUIRE(test::compare_views(a, made.program, made.input).output == made.expected);
    }
  }
}

TEST_CASE("random matmul programs give the same bits and cycles in SystemC and in gates", "[cosim][matmul]") {
  test::RandomSource random;
  CAPTURE(test::seed());
  for (int i = 0; i < 120; ++i) {
    const auto pick = [&](std::int64_t low, std::int64_t high) {
      return static_cast<std::uint32_t>(random.between(low, high));
    };
    const std::vector<arch::Architecture> all = test::built_architectures(pick(1, 60));
    const arch::Architecture& a = all[static_cast<std::size_t>(i) % all.size()];
    const ProductSize s{pick(1, 24), pick(1, 48), pick(1, 40), pick(1, 3), pick(1, 4)};
    CAPTURE(i, s.m, s.k, s.n, s.chunk_tiles, s.ring_slots);
    test::MatmulProgram made = matmul_of(a, s.m, s.k, s.n, s.chunk_tiles, s.ring_slots, random.bits() % 1000);
    if (random.between(0, 1) == 1) use_column_panels(made, s.k, s.n, s.chunk_tiles);
    REQUIRE(test::compare_views(a, made.program, made.input).output == made.expected);
  }
}

TEST_CASE("rate of the gates", "[.rate]") {
  for (const arch::Architecture& a : test::built_architectures(20)) {
    const test::MatmulProgram made = matmul_of(a, 32, 64, 64, 1, 2, 3);
    rtl::RtlAccelerator gates(a);
    std::uint64_t cycles = 0;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 5; ++i) cycles += gates.run(made.program, made.input).cycles.count();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    WARN(a.name << ": " << cycles / 5 << " cycles a run, " << static_cast<double>(cycles) / seconds.count() / 1000
                << " k cycles/s");
  }
}
