// SPDX-License-Identifier: Apache-2.0
// Cycle cases derived by hand from docs/machine.md. On the tiny machine a command is ten bursts of four beats: the
// first arrives in cycle 50, is dispatched in 51, queued in 52 and requests in 53; each further one follows 40 beats
// later.
#include "models/core/error.hpp"
#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using namespace octet::program;
using hw::StallCause;
using hw::UnitId;
using test::once;
using test::one_run;
using test::one_step;
using test::only_step;

namespace {

const arch::Architecture kTiny = test::tiny_architecture();

Command one_matmul(std::uint32_t columns, std::uint32_t depth) {
  Command it = one_step(Opcode::matmul, Context::matmul_a, 4, columns);
  it.depth = depth;
  return it;
}

Cycles stalled(const hw::RunResult& result, UnitId unit, StallCause cause) {
  return result.counters.unit(unit).stalled[static_cast<std::size_t>(cause)];
}

/// Two commands that start together: both wait for a matmul behind them, over in cycle 144.
std::vector<Command> released_together(Command first, Command second) {
  Command trigger = one_matmul(4, 7);
  trigger.d.base = 2048;
  trigger.a.base = 3072;
  first.waits[0] = second.waits[0] = once(Context::matmul_a);
  trigger.signals = {once(first.context), once(second.context)};
  return {first, second, trigger};
}

}  // namespace

TEST_CASE("an empty program is over in cycle 0", "[controller][hw]") {
  CHECK(test::time(kTiny, {}).cycles == Cycles(0));
}

TEST_CASE("the first command requests in cycle 53 and the second in 93", "[controller][hw]") {
  Command second = one_step(Opcode::gelu, Context::activation, 2, 1);
  const auto result = test::time(kTiny, {one_matmul(4, 7), second});
  CHECK(only_step(result, UnitId::matmul).start == Cycles(54));
  CHECK(only_step(result, UnitId::activation).start == Cycles(94));
  CHECK(result.cycles == Cycles(94 + 7));
}

TEST_CASE("a matmul of one tile, k = 7, n = 4, ends after cycle 64 and the run is over in 65", "[matmul][hw]") {
  const auto result = test::time(kTiny, {one_matmul(4, 7)});
  CHECK(only_step(result, UnitId::matmul).end == Cycles(65));
  CHECK(result.cycles == Cycles(65));
  CHECK(result.counters.unit(UnitId::matmul).busy == Cycles(7));
  CHECK(result.counters.macs_8x8 == Macs(4 * 4 * 7));
}

TEST_CASE("the next step of a command requests in the cycle after the last occupancy", "[matmul][hw]") {
  Command command = one_matmul(4, 7);
  command.count1 = 2;
  const auto result = test::time(kTiny, {command});
  REQUIRE(result.trace.size() == 2);
  CHECK(result.trace[1].start == Cycles(62));  // granted in 61
  CHECK(result.trace[1].end == Cycles(73));    // h = 68, drained in 72
}

TEST_CASE("a short step waits for the drain of the step before", "[matmul][hw]") {
  Command command = one_matmul(4, 1);
  command.count1 = 2;
  const auto result = test::time(kTiny, {command});
  CHECK(result.trace[1].start == Cycles(56));  // h = 54, granted in 55
  CHECK(result.trace[1].end == Cycles(63));    // handed over in 58, drained in 62
}

TEST_CASE("a linear load of one burst ends with its last beat", "[dma][hw]") {
  const auto result = test::time(kTiny, {one_run(Context::load_a, 16, 4096, 0)});
  CHECK(only_step(result, UnitId::dma_load_0).end == Cycles(68));  // issued in 54, beats 64 .. 67
  CHECK(result.counters.unit(UnitId::dma_load_0).busy == Cycles(1));
  CHECK(result.cycles == Cycles(68));
}

TEST_CASE("a transposing load drains a block after its last row", "[dma][hw]") {
  Command command = one_step(Opcode::load, Context::load_a, 4, 4);
  command.layout = Layout::row_panels;
  command.space = Space::activation;
  command.depth = 4;
  CHECK(test::time(kTiny, {command}).cycles == Cycles(72));  // rows issued in 54 .. 57, beats 64 .. 67, drained 71
}

TEST_CASE("a store holds the port for its beats and ends on the bus", "[dma][hw]") {
  const auto result = test::time(kTiny, {one_run(Context::store, 16, 4096, 0)});
  CHECK(only_step(result, UnitId::dma_store).end == Cycles(68));
  CHECK(result.counters.unit(UnitId::dma_store).busy == Cycles(4));
}

TEST_CASE("a third DMA step is not requested while two are unfinished", "[dma][hw]") {
  Command command = one_run(Context::load_a, 16, 4096, 0);
  command.count1 = 3;
  command.a.stride1 = command.d.stride1 = 16;
  const auto result = test::time(kTiny, {command});
  REQUIRE(result.trace.size() == 3);
  CHECK(result.trace[1].start == Cycles(56));
  CHECK(result.trace[1].end == Cycles(72));  // behind the first on the bus
  CHECK(result.trace[2].start == Cycles(69));
  CHECK(result.trace[2].end == Cycles(83));
  CHECK(stalled(result, UnitId::dma_load_0, StallCause::drain) == Cycles(11));  // 57 .. 67
}

TEST_CASE("the lower context gets the memory port and the other waits for its last issue", "[scoreboard][hw]") {
  const auto result = test::time(
      kTiny, released_together(one_run(Context::load_a, 16, 4096, 0), one_run(Context::load_b, 16, 8192, 1024)));
  CHECK(only_step(result, UnitId::dma_load_0).start == Cycles(146));
  CHECK(only_step(result, UnitId::dma_load_0).end == Cycles(160));
  CHECK(only_step(result, UnitId::dma_load_1).start == Cycles(148));
  CHECK(only_step(result, UnitId::dma_load_1).end == Cycles(164));
  CHECK(stalled(result, UnitId::dma_load_1, StallCause::port) == Cycles(2));
  CHECK(result.cycles == Cycles(164));
}

TEST_CASE("two writers of one bank take turns, a reader and a writer only with a single port", "[scoreboard][hw]") {
  Command first = one_step(Opcode::softmax_plain, Context::softmax, 1, 1);  // 43 cycles
  Command second = one_step(Opcode::gelu, Context::activation, 1, 1);
  first.a.base = 1024;
  first.d.base = 0;
  second.a.base = 2048;
  second.d.base = 512;
  const auto same = test::time(kTiny, released_together(first, second));
  CHECK(only_step(same, UnitId::softmax).start == Cycles(146));
  CHECK(only_step(same, UnitId::activation).start == Cycles(190));
  CHECK(stalled(same, UnitId::activation, StallCause::bank) == Cycles(44));

  second.d.base = 3072;
  CHECK(only_step(test::time(kTiny, released_together(first, second)), UnitId::activation).start == Cycles(146));

  second.a.base = 512;  // reads the bank that the first one writes
  CHECK(only_step(test::time(kTiny, released_together(first, second)), UnitId::activation).start == Cycles(146));
  arch::Architecture single = kTiny;
  single.buffers.activation.dual_port = false;
  CHECK(only_step(test::time(single, released_together(first, second)), UnitId::activation).start == Cycles(190));
}

TEST_CASE("two contexts of one unit take turns, the lower first", "[scoreboard][hw]") {
  Command first = one_step(Opcode::requantize, Context::requantizer_a, 4, 10);
  first.mode = RequantizeMode::uniform;
  Command second = first;
  second.context = Context::requantizer_b;
  const auto result = test::time(kTiny, released_together(first, second));
  REQUIRE(result.trace.size() == 3);
  CHECK(result.trace[1].start == Cycles(146));  // 10 + 4 cycles: 146 .. 159
  CHECK(result.trace[2].start == Cycles(161));
}

TEST_CASE("a full queue holds back later commands, one dispatch a cycle after it has room", "[controller][hw]") {
  arch::Architecture shallow = kTiny;
  shallow.queue_depth = 1;
  Command last = one_step(Opcode::softmax_plain, Context::softmax, 1, 1);
  last.a.base = 2048;  // not a bank that the matmuls read
  const auto result = test::time(shallow, {one_matmul(4, 1000), one_matmul(4, 7), one_matmul(4, 7), last});
  REQUIRE(result.trace.size() == 4);
  CHECK(result.trace[1].start == Cycles(1056));  // the first one's h is 1053, the second is loaded in 1054
  CHECK(only_step(result, UnitId::softmax).start == Cycles(1059));  // third dispatched in 1055, this one in 1056
}

TEST_CASE("a fetch of depth one starts in the cycle after the dispatch", "[controller][hw]") {
  arch::Architecture one = kTiny;
  one.fetch_depth = 1;
  const auto result = test::time(one, {one_matmul(4, 7), one_step(Opcode::gelu, Context::activation, 1, 1)});
  // Dispatched in 51, fetched again from 52 on: everything 52 cycles later.
  CHECK(only_step(result, UnitId::activation).start == Cycles(54 + 52));
}

TEST_CASE("layers know when they ran", "[platform][hw]") {
  Command second = one_step(Opcode::gelu, Context::activation, 2, 1);
  second.layer = 1;
  const auto result = test::time(kTiny, {one_matmul(4, 7), second});
  REQUIRE(result.layers.size() == 2);
  CHECK(result.layers[0].start == Cycles(54));
  CHECK(result.layers[0].cycles() == Cycles(11));
  CHECK(result.layers[1].start == Cycles(94));
  CHECK(result.layers[1].busy[static_cast<std::size_t>(UnitId::activation)] == Cycles(7));
}
