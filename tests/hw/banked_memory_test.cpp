// SPDX-License-Identifier: Apache-2.0
// Banks with an open row each, by hand from docs/machine.md, "The memory".
#include "hw/arch/architecture.hpp"
#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

namespace {

/// Two banks of rows of 256 bytes; overhead 10, column 3, activate 5, precharge 7; beats of 4 bytes.
arch::Memory banked(std::uint64_t mapping = 0) {
  arch::Memory it = test::tiny_architecture().memory;
  it.bytes = 4096;
  it.device = hw::MemoryDevice(*hw::find_memory_kind("banked"));
  it.device.set("banks", 2).set("row_bytes", 256).set("address_mapping", mapping).set("overhead_cycles", 10);
  it.device.set("column_cycles", 3).set("activate_cycles", 5).set("precharge_cycles", 7);
  return it;
}

struct Wanted {
  std::uint64_t first_beat, last_beat, rows_opened;
};

void check(hw::MemoryModel& memory, const hw::Burst& burst, std::uint64_t cycle, const Wanted& wanted) {
  const hw::BurstTiming timing = memory.submit(burst, cycle);
  CHECK(timing.issued == cycle);
  CHECK(timing.first_beat == wanted.first_beat);
  CHECK(timing.last_beat == wanted.last_beat);
  CHECK(timing.rows_opened == wanted.rows_opened);
}

}  // namespace

TEST_CASE("a closed bank, an open row, and another row of the bank", "[memory_port][hw]") {
  const auto memory = banked().make();
  check(*memory, {0, 16, false}, 100, {118, 121, 1});    // 100 + 10 + 5 + 3
  check(*memory, {16, 16, false}, 200, {213, 216, 0});   // 200 + 10 + 3
  check(*memory, {512, 16, false}, 300, {325, 328, 1});  // the same bank: 300 + 10 + 7 + 5 + 3
  check(*memory, {256, 16, false}, 400, {418, 421, 1});  // the other bank is closed
  memory->reset();
  check(*memory, {256, 16, false}, 100, {118, 121, 1});
}

TEST_CASE("bursts into an open row follow each other on the bus without a gap", "[memory_port][hw]") {
  const auto memory = banked().make();
  check(*memory, {0, 16, false}, 100, {118, 121, 1});
  check(*memory, {16, 16, false}, 101, {122, 125, 0});
  check(*memory, {32, 16, true}, 102, {126, 129, 0});
}

TEST_CASE("a row is closed behind the last beat of its bank; another bank opens meanwhile", "[memory_port][hw]") {
  const auto memory = banked().make();
  check(*memory, {0, 32, false}, 100, {118, 125, 1});
  check(*memory, {512, 4, false}, 101, {141, 141, 1});  // 126 + 7 + 5 + 3
  check(*memory, {256, 4, false}, 102, {142, 142, 1});  // ready in 120, but the bus answers in order
}

TEST_CASE("a burst over two rows comes in one piece, as the later row allows", "[memory_port][hw]") {
  const auto memory = banked().make();
  check(*memory, {0, 4, false}, 100, {118, 118, 1});
  // Row 0 of bank 0 is open: its 2 beats could come in 213; row 1 is ready in 218: the first beat two cycles before.
  check(*memory, {248, 16, false}, 200, {216, 219, 1});
}

TEST_CASE("address mappings: rows go round the banks, or a bank holds rows in a row", "[memory_port][hw]") {
  // 16 rows of 256 bytes in 2 banks: with bank_row_column row 7 is the last of bank 0.
  const auto memory = banked(1).make();
  check(*memory, {0, 4, false}, 100, {118, 118, 1});
  check(*memory, {256, 4, false}, 200, {225, 225, 1});   // row 1 of the same bank
  check(*memory, {1792, 4, false}, 300, {325, 325, 1});  // row 7, too
  check(*memory, {2048, 4, false}, 400, {418, 418, 1});  // row 8: the other bank
}
