// SPDX-License-Identifier: Apache-2.0
// Loads of weights and products of them, decoupled by tokens over a ring of slots: where the steady interval comes
// from. A chunk is 64 bytes: four bursts of four beats, 16 cycles of the bus. Command 0 loads, command 1 multiplies;
// fetch 1 holds the port up to 75 (its burst 20 waits for burst 16, beats 71 .. 74) and the bus up to 90.
#include "tests/hw/cycle_checks.hpp"

using namespace octet;
using namespace octet::program;
using hw::UnitId;
using Cycle = std::uint64_t;

namespace {

struct Stream {
  std::uint16_t chunks = 6;     ///< i0 of both commands
  std::uint16_t row_tiles = 1;  ///< i1 of the matmul: how often a chunk is used
  std::uint32_t tile_columns = 4;
  std::uint8_t slots = 2;
};

/// Chunks of 64 bytes are loaded into a ring of `slots`, and multiplied: k = 64 / tile columns.
hw::RunResult run(const Stream& stream) {
  arch::Architecture machine = test::tiny_architecture();
  machine.columns = stream.tile_columns;
  Command load = test::one_run(Context::load_b, 64, 4096, 0);
  load.space = Space::weight;
  load.count0 = stream.chunks;
  load.a.stride0 = load.d.stride0 = 64;
  load.d.ring = Ring::outer;
  load.d.ring_count = stream.slots;
  load.waits[0] = {true, Context::matmul_a, Period::outer, stream.slots};
  load.signals[0] = {true, Context::matmul_a, Period::outer, 0};
  Command matmul = test::one_step(Opcode::matmul, Context::matmul_a, 4, stream.tile_columns);
  matmul.tile_columns = static_cast<std::uint16_t>(stream.tile_columns);
  matmul.depth = 64 / stream.tile_columns;
  matmul.count0 = stream.chunks;
  matmul.count1 = stream.row_tiles;
  matmul.b = load.d;
  matmul.waits[0] = {true, Context::load_b, Period::outer, 0};
  matmul.signals[0] = {true, Context::load_b, Period::outer, stream.slots};
  return test::time(machine, {load, matmul});
}

}  // namespace

TEST_CASE("a load-bound stream goes at the pace of the bus: a chunk every 16 cycles", "[platform][hw]") {
  // 4 x 8 array: k = 8, n = 8, three slots.
  // Load 0 requests in 53, is granted in 76. Bursts wait for those of the fetch (17 .. 20: beats 75 .. 90): issued 79,
  // 83, 87, 91; beats 91 .. 106. Load 1 requests in 92; its bursts wait for those of load 0: issued 95, 99, 103, 107;
  // beats 107 .. 122. Load 2 requests in 108 (load 0 is over: one unfinished): issued 111 .. 123; beats 123 .. 138.
  // Matmul j takes chunk j when its last beat is there: granted in 107 + 16 j, h = 115 + 16 j, d_end = 123 + 16 j, the
  // slot is free in 124 + 16 j, and that is the cycle in which load j + 3 requests: nobody waits but for the bus.
  const auto result = run({.chunks = 6, .row_tiles = 1, .tile_columns = 8, .slots = 3});
  CHECK(test::grants(result, UnitId::dma_load_1) == std::vector<Cycle>{76, 92, 108, 124, 140, 156});
  CHECK(test::ends(result, UnitId::dma_load_1) == std::vector<Cycle>{106, 122, 138, 154, 170, 186});
  CHECK(test::grants(result, UnitId::matmul) == std::vector<Cycle>{107, 123, 139, 155, 171, 187});
  test::check_over_in(result, 187 + 8 + 8 + 1);
}

TEST_CASE("a compute-bound stream goes at the pace of the array: a chunk every 2 (k + 1) cycles", "[platform][hw]") {
  // 4 x 4 array: k = 16, n = 4, every chunk multiplied for two row tiles, two slots.
  // Matmul (0, 0) granted in 107, h = 123; (0, 1) in 124, h = 140, d_end = 144: slot 0 is free in 145; (1, 0) in 141.
  // Load 2 granted in 145: issued 146 .. 149, beats 156 .. 171, long before (2, 0) requests in 107 + 2 x 34 = 175.
  const auto result = run({.chunks = 4, .row_tiles = 2, .tile_columns = 4, .slots = 2});
  CHECK(test::grants(result, UnitId::matmul) == std::vector<Cycle>{107, 124, 141, 158, 175, 192, 209, 226});
  CHECK(test::grants(result, UnitId::dma_load_1) == std::vector<Cycle>{76, 92, 145, 179});
  test::check_over_in(result, 226 + 16 + 4 + 1);
}

TEST_CASE("with one slot load and compute take turns", "[platform][hw]") {
  // The same, one slot. Matmul (j, 0) granted in s, (j, 1) in s + 17, d_end = s + 37; load j + 1 granted in s + 38,
  // issued from s + 39, beats s + 49 .. s + 64; matmul (j + 1, 0) granted in s + 65.
  const auto result = run({.chunks = 4, .row_tiles = 2, .tile_columns = 4, .slots = 1});
  CHECK(test::grants(result, UnitId::matmul) == std::vector<Cycle>{107, 124, 172, 189, 237, 254, 302, 319});
  test::check_over_in(result, 319 + 16 + 4 + 1);
}

TEST_CASE("two slots do not cover the latency of a balanced stream, three do", "[platform][hw]") {
  // 4 x 4, one row tile: a chunk takes 16 cycles of the bus and k + 1 = 17 of the array.
  // Two slots. e = last beats: 106, 122. Matmul 0 granted 107, h = 123, d_end = 127; load 2 granted 128, beats
  // 139 .. 154. Matmul 1 granted 124, d_end = 144; load 3 granted 145, beats 156 .. 171. Matmul 2 granted 155,
  // d_end = 175; load 4 granted 176, beats 187 .. 202. Matmul 3 granted 172, d_end = 192; load 5 granted 193, beats
  // 204 .. 219. Matmul 4 granted 203, matmul 5 granted 220: two chunks every 48 cycles.
  const auto two = run({.chunks = 6, .row_tiles = 1, .tile_columns = 4, .slots = 2});
  CHECK(test::ends(two, UnitId::dma_load_1) == std::vector<Cycle>{106, 122, 154, 171, 202, 219});
  CHECK(test::grants(two, UnitId::matmul) == std::vector<Cycle>{107, 124, 155, 172, 203, 220});
  test::check_over_in(two, 220 + 16 + 4 + 1);
  // Three slots: load 2 as in the load-bound stream, up to 138; load 3 granted 128 (slot 0), beats 139 .. 154; load 4
  // granted 145, issued from 146: beats 156 .. 171; load 5 granted 162 (matmul 2: granted 141, d_end 161), issued from
  // 163, beats 173 .. 188. Matmul never waits: every 17 cycles.
  const auto three = run({.chunks = 6, .row_tiles = 1, .tile_columns = 4, .slots = 3});
  CHECK(test::ends(three, UnitId::dma_load_1) == std::vector<Cycle>{106, 122, 138, 154, 171, 188});
  CHECK(test::grants(three, UnitId::matmul) == std::vector<Cycle>{107, 124, 141, 158, 175, 192});
  test::check_over_in(three, 192 + 16 + 4 + 1);
}
