// SPDX-License-Identifier: Apache-2.0
// A row block of attention with its tokens: q k^T, requantize, softmax, e v, requantize by row. 4 rows, head width 4,
// 8 keys. A sixth command releases the first one when all are in their sequencers.
#include "tests/hw/cycle_checks.hpp"

using namespace octet;
using namespace octet::program;
using hw::UnitId;
using Cycle = std::uint64_t;

namespace {

constexpr std::uint64_t kBank = 1024;

Token every_step(Context context) { return {true, context, Period::step, 0}; }

/// Ring of two slots of `bytes`.
Operand ring(std::uint64_t base, std::uint32_t bytes) {
  Operand it;
  it.base = base;
  it.ring = Ring::step;
  it.ring_count = 2;
  it.stride0 = bytes;
  return it;
}

/// Each tensor has a bank of the activation buffer to itself: scores 0, exponentials 1, row scales 2, query and result
/// 3. Keys and values lie in the weight buffer.
std::vector<Command> attention(std::uint16_t row_blocks) {
  Command scores = test::one_step(Opcode::matmul, Context::matmul_a, 4, 8);
  scores.depth = 4;
  scores.a.base = 3 * kBank;
  scores.d = ring(0, 8 * 4 * 4);
  scores.waits[0] = test::once(Context::residual_adder);
  scores.signals[0] = every_step(Context::requantizer_a);
  Command to_scores = test::one_step(Opcode::requantize, Context::requantizer_a, 4, 8);
  to_scores.mode = RequantizeMode::uniform;
  to_scores.a = scores.d;
  to_scores.d = ring(0, 32);
  to_scores.waits[0] = every_step(Context::matmul_a);
  to_scores.signals[0] = every_step(Context::softmax);
  Command softmax = test::one_step(Opcode::softmax, Context::softmax, 4, 8);
  softmax.a = to_scores.d;
  softmax.p = ring(2 * kBank, 32);
  softmax.d = ring(kBank, 32);
  softmax.waits[0] = every_step(Context::requantizer_a);
  softmax.signals = {every_step(Context::matmul_b), every_step(Context::requantizer_b)};
  Command mix = test::one_step(Opcode::matmul, Context::matmul_b, 4, 4);
  mix.depth = 8;
  mix.a = softmax.d;
  mix.b.base = kBank;
  mix.d = ring(kBank, 4 * 4 * 4);
  mix.waits[0] = every_step(Context::softmax);
  mix.signals[0] = every_step(Context::requantizer_b);
  Command normalize = test::one_step(Opcode::requantize, Context::requantizer_b, 4, 4);
  normalize.mode = RequantizeMode::per_row;
  normalize.a = mix.d;
  normalize.p = softmax.p;
  normalize.d.base = 3 * kBank + 512;
  normalize.waits = {every_step(Context::matmul_b), every_step(Context::softmax)};
  Command trigger = test::one_step(Opcode::add, Context::residual_adder, 1, 1);
  trigger.signals[0] = test::once(Context::matmul_a);
  std::vector<Command> out = {scores, to_scores, softmax, mix, normalize};
  for (Command& command : out) command.count1 = row_blocks;
  out.push_back(trigger);
  return out;
}

// The sixth command requests in 53 + 5 x 40 = 253, takes 1 + 4 cycles, over in 258: its token is there in 259.
constexpr Cycle kReleased = 259;

}  // namespace

TEST_CASE("a row block of attention passes from unit to unit by tokens", "[platform][hw]") {
  const auto result = test::time(test::tiny_architecture(), attention(1));
  // q k^T, two tiles, k = 4, n = 4, granted in 259: h = 263, d_end = 267; h = 267, d_end = 271; token there in 272.
  CHECK(test::grants(result, UnitId::matmul) == std::vector<Cycle>{kReleased, 486});
  // Scores: 8 + 4 cycles, 273 .. 284; token there in 285.
  CHECK(test::grants(result, UnitId::requantizer) == std::vector<Cycle>{272, 499});
  // Softmax: 4 groups of 16 + 32, and 8: 200 cycles, 286 .. 485.
  CHECK(test::grants(result, UnitId::softmax) == std::vector<Cycle>{285});
  // e v, granted in 486: k = 8, n = 4: h = 494, d_end = 498. Result: granted in 499, 4 + 4 cycles, 500 .. 507.
  test::check_over_in(result, 508);
}

TEST_CASE("row blocks of attention follow at the pace of their slowest unit", "[platform][hw]") {
  const auto result = test::time(test::tiny_architecture(), attention(2));
  // The second q k^T requests in 268 (h = 267): tile 0 m_end = 272, h = max(272, 271) = 272, d_end = 276; tile 1
  // h = 276, d_end = 280: token there in 281. Its requantize requests in 285 (the first is over in 284), 285 + 12 =
  // 297. Its softmax requests in 486, granted there: 201 cycles after the first, which is the interval of row blocks.
  // e v of it: 485 + 201 = 686 is the last cycle of softmax, granted in 687, d_end = 699; requantized 701 .. 708.
  CHECK(test::grants(result, UnitId::matmul) == std::vector<Cycle>{259, 268, 486, 687});
  CHECK(test::grants(result, UnitId::requantizer) == std::vector<Cycle>{272, 285, 499, 700});
  CHECK(test::grants(result, UnitId::softmax) == std::vector<Cycle>{285, 486});
  test::check_over_in(result, 709);
}
