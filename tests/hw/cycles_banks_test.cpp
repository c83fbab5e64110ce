// SPDX-License-Identifier: Apache-2.0
// Two clients of one bank. Both commands wait for a matmul behind them (the third command: granted in 133, k = 7, n =
// 4, h = 140, d_end = 144), whose tokens are there in 145; the lower context is granted then.
#include "tests/hw/cycle_checks.hpp"

using namespace octet;
using namespace octet::program;
using hw::StallCause;
using hw::UnitId;
using Cycle = std::uint64_t;

namespace {

constexpr std::uint64_t kBankBytes = 1024;

hw::RunResult released_together(const arch::Architecture& architecture, Command first, Command second) {
  Command trigger = test::one_step(Opcode::matmul, Context::matmul_a, 4, 4);
  trigger.depth = 7;
  trigger.a.base = 3 * kBankBytes;
  trigger.d.base = 3 * kBankBytes;
  first.waits[0] = second.waits[0] = test::once(Context::matmul_a);
  trigger.signals = {test::once(first.context), test::once(second.context)};
  return test::time(architecture, {first, second, trigger});
}

/// One element: plain softmax takes 3 + 32 + 8 = 43 cycles, gelu 1 + 6.
Command one_element(Opcode opcode, Context context, std::uint64_t from, std::uint64_t to) {
  Command it = test::one_step(opcode, context, 1, 1);
  it.a.base = from;
  it.d.base = to;
  return it;
}

Cycles stalled_by_bank(const hw::RunResult& result, UnitId unit) {
  return result.counters.unit(unit).stalled[static_cast<std::size_t>(StallCause::bank)];
}

}  // namespace

TEST_CASE("two readers of one bank take turns: it has one read port", "[scoreboard][hw]") {
  // Softmax granted in 145, at work 146 .. 188; its read is released at the end of 188, gelu granted in 189.
  const Command first = one_element(Opcode::softmax_plain, Context::softmax, 0, kBankBytes);
  const auto result = released_together(test::tiny_architecture(), first,
                                        one_element(Opcode::gelu, Context::activation, 512, 2 * kBankBytes));
  CHECK(test::grants(result, UnitId::softmax) == std::vector<Cycle>{145});
  CHECK(test::grants(result, UnitId::activation) == std::vector<Cycle>{189});
  CHECK(stalled_by_bank(result, UnitId::activation) == Cycles(189 - 145));
  test::check_over_in(result, 189 + 7 + 1);
  // The next bank: no conflict, and softmax is the last to end.
  const auto apart = released_together(test::tiny_architecture(), first,
                                       one_element(Opcode::gelu, Context::activation, kBankBytes, 2 * kBankBytes));
  CHECK(test::grants(apart, UnitId::activation) == std::vector<Cycle>{145});
  test::check_over_in(apart, 145 + 43 + 1);
}

TEST_CASE("a DMA holds the bank it writes up to its last beat, not only for its occupancy", "[scoreboard][hw]") {
  // 16 bytes granted in 145: issued in 146 (occupancy over), beats 156 .. 159. Gelu into the same bank: granted in 160.
  const auto result = released_together(test::tiny_architecture(), test::one_run(Context::load_a, 16, 4096, 0),
                                        one_element(Opcode::gelu, Context::activation, kBankBytes, 512));
  CHECK(test::grants(result, UnitId::dma_load_0) == std::vector<Cycle>{145});
  CHECK(test::ends(result, UnitId::dma_load_0) == std::vector<Cycle>{159});
  CHECK(test::grants(result, UnitId::activation) == std::vector<Cycle>{160});
  test::check_over_in(result, 160 + 7 + 1);
}

TEST_CASE("a single-ported accumulator bank is read when the drain into it is over", "[scoreboard][hw]") {
  // Matmul granted in 145, k = 7, n = 4: h = 152, d_end = 156. The requantizer reads another tile of the same bank:
  // 4 + 4 cycles, granted in 145 with two ports, in 157 with one.
  Command matmul = test::one_step(Opcode::matmul, Context::matmul_b, 4, 4);
  matmul.depth = 7;
  matmul.a.base = kBankBytes;
  Command requantize = test::one_step(Opcode::requantize, Context::requantizer_a, 4, 4);
  requantize.mode = RequantizeMode::uniform;
  requantize.a.base = 512;
  const auto dual = released_together(test::tiny_architecture(), matmul, requantize);
  CHECK(test::grants(dual, UnitId::requantizer) == std::vector<Cycle>{145});
  test::check_over_in(dual, 156 + 1);
  arch::Architecture single = test::tiny_architecture();
  single.buffers.accumulator.dual_port = false;
  const auto turns = released_together(single, matmul, requantize);
  CHECK(test::grants(turns, UnitId::requantizer) == std::vector<Cycle>{157});
  test::check_over_in(turns, 157 + 8 + 1);
}
