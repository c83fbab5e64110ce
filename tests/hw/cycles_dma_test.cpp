// SPDX-License-Identifier: Apache-2.0
// One DMA step by hand (docs/machine.md, "Memory port"), granted in 53, the bus long free: a burst issued in i with n
// beats is on the bus in s .. s + n - 1, s = max(i + 10, bus free), and counts as outstanding up to s + n - 1.
#include "tests/hw/cycle_checks.hpp"

using namespace octet;
using namespace octet::program;
using hw::UnitId;

namespace {

arch::Architecture with_outstanding(std::uint32_t bursts) {
  arch::Architecture it = test::tiny_architecture();
  it.memory.outstanding = bursts;
  return it;
}

/// One load (or store) of `rows` rows of `columns` elements.
Command block(Context context, Layout layout, std::uint16_t rows, std::uint32_t columns, std::uint32_t pitch,
              std::uint8_t element_bytes = 1) {
  Command it = test::one_step(context == Context::store ? Opcode::store : Opcode::load, context, rows, columns);
  it.layout = layout;
  it.space = Space::activation;
  it.element_bytes = element_bytes;
  it.depth = pitch;
  (context == Context::store ? it.d : it.a).base = 4096;
  return it;
}

/// Runs the command; it must be over in cycle `over` after `busy` cycles of occupancy.
void check(const arch::Architecture& architecture, const Command& command, std::uint64_t busy, std::uint64_t over) {
  const auto result = test::time(architecture, {command});
  CHECK(result.counters.unit(hw::unit_of(command.context)).busy == Cycles(busy));
  test::check_over_in(result, over);
}

const arch::Architecture kTiny = test::tiny_architecture();

}  // namespace

TEST_CASE("a linear load is cut into bursts, one issue a cycle", "[dma][hw]") {
  // 40 bytes: bursts of 4, 4 and 2 beats issued in 54, 55, 56: beats 64 .. 67, 68 .. 71, 72 .. 73.
  check(kTiny, test::one_run(Context::load_a, 40, 4096, 0), 56 - 53, 74);
  // From address 2: one burst of 16 bytes over five beats, 64 .. 68.
  check(kTiny, test::one_run(Context::load_a, 16, 4098, 0), 1, 69);
}

TEST_CASE("a panel moves in one run, its padding lanes too", "[dma][hw]") {
  // Three rows of ten columns in a panel of four lanes: 40 bytes, as the linear ones.
  Command load = block(Context::load_a, Layout::panel, 3, 10, 0),
          store = block(Context::store, Layout::panel, 3, 10, 0);
  load.tile_columns = store.tile_columns = 4;
  check(kTiny, load, 56 - 53, 74);
  check(kTiny, store, 63 - 53, 74);
}

TEST_CASE("rows of column panels are bursts of their own", "[dma][hw]") {
  // Two rows of 8 bytes: issued in 54 and 55, beats 64 .. 65 and 66 .. 67.
  check(kTiny, block(Context::load_b, Layout::column_panels, 2, 8, 32), 2, 68);
}

TEST_CASE("a burst beyond the outstanding ones waits for the oldest", "[dma][hw]") {
  // 96 bytes, six bursts: issued in 54 .. 57, beats 64 .. 79. The fifth waits for the first's last beat (67): issued in
  // 68, beats 80 .. 83 (the bus is taken up to 79); the sixth in 72: 84 .. 87.
  check(kTiny, test::one_run(Context::load_a, 96, 4096, 0), 72 - 53, 88);
  // One at a time: a burst takes 14 cycles from issue to issue. The fetch issues in 1, 15, .. 127, ends in 140; the
  // command is dispatched in 141 and requests in 143. Issues 144, 158, .. 214; last beats 224 .. 227.
  check(with_outstanding(1), test::one_run(Context::load_a, 96, 4096, 0), 214 - 143, 228);
}

TEST_CASE("a linear store holds the port for all its beats", "[dma][hw]") {
  // 40 bytes: bursts hold the port in 54 .. 57, 58 .. 61, 62 .. 63; on the bus in 64 .. 67, 68 .. 71, 72 .. 73.
  check(kTiny, test::one_run(Context::store, 40, 4096, 0), 63 - 53, 74);
}

TEST_CASE("a transposing load of several blocks drains one while the next is filled", "[dma][hw]") {
  // 4 rows x 16 bytes: four blocks of 4 bursts of one beat; enough outstanding.
  // Block 0: issued 54 .. 57, beats 64 .. 67, drained[0] = 67 + 4 = 71.
  // Block 1: issued 58 .. 61, beats 68 .. 71, drained[1] = max(71, 71) + 4 = 75.
  // Block 2: not before drained[0] + 1 = 72: issued 72 .. 75, beats 82 .. 85, drained[2] = max(85, 75) + 4 = 89.
  // Block 3: not before drained[1] + 1 = 76: issued 76 .. 79, beats 86 .. 89, drained[3] = max(89, 89) + 4 = 93.
  check(with_outstanding(16), block(Context::load_a, Layout::row_panels, 4, 16, 16), 79 - 53, 94);
  // Two blocks only: over when the second is drained.
  check(with_outstanding(16), block(Context::load_a, Layout::row_panels, 4, 8, 16), 61 - 53, 76);
  // With four outstanding bursts, three blocks. Block 0 as above. Block 1: its bursts wait for those of block 0, over
  // from 65 on: issued 65 .. 68, beats 75 .. 78, drained[1] = 82. Block 2: not before 72, and burst 4 is over from 76
  // on: issued 76 .. 79, beats 86 .. 89, drained[2] = 93.
  check(kTiny, block(Context::load_a, Layout::row_panels, 4, 12, 12), 79 - 53, 94);
}

TEST_CASE("a transposing load goes row tile by row tile and drains elements, not bytes", "[dma][hw]") {
  // 6 rows x 4 bytes: rows 0 .. 3 issued 54 .. 57, beats 64 .. 67, drained 71; rows 4, 5 issued 58, 59, beats 68, 69,
  // drained max(69, 71) + 4 = 75.
  check(with_outstanding(16), block(Context::load_a, Layout::row_panels, 6, 4, 4), 59 - 53, 76);
  // 4 rows x 4 elements of two bytes: two blocks of two columns. Drained 67 + 2 = 69, then max(71, 69) + 2 = 73.
  check(with_outstanding(16), block(Context::load_a, Layout::row_panels, 4, 4, 8, 2), 61 - 53, 74);
}

TEST_CASE("a transposing store gathers a block before its bursts go", "[dma][hw]") {
  // One block: read[0] = 53 + 4 = 57, issued 58 .. 61, on the bus 68 .. 71.
  check(kTiny, block(Context::store, Layout::row_panels, 4, 4, 4), 61 - 53, 72);
  // Three blocks, enough outstanding: read[0] = 57, issued 58 .. 61; read[1] = max(57, 53) + 4 = 61, issued 62 .. 65;
  // read[2] = max(61, 61) + 4 = 65, issued 66 .. 69, on the bus 76 .. 79.
  check(with_outstanding(16), block(Context::store, Layout::row_panels, 4, 12, 12), 69 - 53, 80);
  // Four outstanding: burst 4 waits for burst 0 (bus 68): issued 69 .. 72, bus 79 .. 82; burst 8 for burst 4: issued
  // 80 .. 83, bus 90 .. 93.
  check(kTiny, block(Context::store, Layout::row_panels, 4, 12, 12), 83 - 53, 94);
}

TEST_CASE("a transposer of one block fills it only when it is empty", "[dma][hw]") {
  arch::Architecture one = with_outstanding(16);
  one.memory.transposer_blocks = 1;
  // Load of three blocks. Block 0: issued 54 .. 57, beats 64 .. 67, drained 71. Block 1: not before 72: issued 72 ..
  // 75, beats 82 .. 85, drained 89. Block 2: issued 90 .. 93, beats 100 .. 103, drained 107: every 4 + 10 + 4 cycles.
  check(one, block(Context::load_a, Layout::row_panels, 4, 12, 12), 93 - 53, 108);
  // Store: read[0] = 57, issued 58 .. 61; read[1] = max(57, 61) + 4 = 65, issued 66 .. 69; read[2] = 73, issued
  // 74 .. 77, on the bus 84 .. 87.
  check(one, block(Context::store, Layout::row_panels, 4, 12, 12), 77 - 53, 88);
}
