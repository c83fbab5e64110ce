// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/memory_port.hpp"

#include "hw/arch/resolve.hpp"
#include "models/core/error.hpp"
#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using hw::Transfer;

namespace {

hw::TransferTiming timed(const arch::Memory& memory, const Transfer& transfer, std::uint64_t granted = 100) {
  hw::Transposer transposer;
  return hw::MemoryPort(memory).schedule(transfer, granted, transposer);
}

const arch::Memory kMemory = test::tiny_architecture().memory;  // latency 10, beat 4, burst 16, 4 outstanding

}  // namespace

TEST_CASE("one beat issued in cycle 101 arrives in cycle 111, not in 110", "[memory_port][hw]") {
  const auto timing = timed(kMemory, {.address = 0, .rows = 1, .row_bytes = 4, .pitch = 4});
  CHECK(timing.occupancy_end == 101);
  CHECK(timing.completion == 111);
}

TEST_CASE("a read row of 32 bytes is two bursts, one issue each, eight beats on the bus", "[memory_port][hw]") {
  const auto timing = timed(kMemory, {.address = 0, .rows = 1, .row_bytes = 32, .pitch = 32});
  CHECK(timing.bursts == 2);
  CHECK(timing.beats == 8);
  CHECK(timing.occupancy_end == 102);
  CHECK(timing.completion == 118);  // 111 .. 114, then 115 .. 118
}

TEST_CASE("an unaligned burst takes one more beat", "[memory_port][hw]") {
  CHECK(timed(kMemory, {.address = 2, .rows = 1, .row_bytes = 4, .pitch = 4}).completion == 112);
}

TEST_CASE("the fifth burst waits until the first of four outstanding is over", "[memory_port][hw]") {
  // Bursts of four beats: the bus carries 111-114, 115-118, 119-122, 123-126; the fifth issues in 115, the sixth in
  // 119.
  CHECK(timed(kMemory, {.address = 0, .rows = 1, .row_bytes = 80, .pitch = 80}).occupancy_end == 115);
  CHECK(timed(kMemory, {.address = 0, .rows = 1, .row_bytes = 80, .pitch = 80}).completion == 130);
  CHECK(timed(kMemory, {.address = 0, .rows = 1, .row_bytes = 96, .pitch = 96}).occupancy_end == 119);
}

TEST_CASE("a write burst holds the port for its beats", "[memory_port][hw]") {
  const auto timing = timed(kMemory, {.address = 0, .rows = 1, .row_bytes = 32, .pitch = 32, .is_write = true});
  CHECK(timing.occupancy_end == 108);  // 101 .. 104, 105 .. 108
  CHECK(timing.completion == 118);     // bus 111 .. 114, 115 .. 118
}

TEST_CASE("bursts never cross a row", "[memory_port][hw]") {
  CHECK(timed(kMemory, {.address = 0, .rows = 3, .row_bytes = 4, .pitch = 64}).bursts == 3);
}

TEST_CASE("bursts never cross a multiple of 4096 addresses", "[memory_port][hw]") {
  // 4094 .. 4095 in one beat, then 16 bytes in four beats, then 2 in one: beats 111, 112 .. 115, 116.
  const auto cut = timed(kMemory, {.address = 4094, .rows = 1, .row_bytes = 20, .pitch = 20});
  CHECK(cut.bursts == 3);
  CHECK(cut.beats == 6);
  CHECK(cut.occupancy_end == 103);
  CHECK(cut.completion == 116);
  CHECK(timed(kMemory, {.address = 4080, .rows = 1, .row_bytes = 32, .pitch = 32}).bursts == 2);
  CHECK(timed(kMemory, {.address = 4081, .rows = 1, .row_bytes = 32, .pitch = 32}).bursts == 3);
  // A row of a transposed block, too.
  Transfer block{.address = 4094, .rows = 1, .row_bytes = 4, .pitch = 4, .transposes = true, .lanes = 4};
  CHECK(timed(kMemory, block).bursts == 2);
  block.address = 4092;
  CHECK(timed(kMemory, block).bursts == 1);
}

TEST_CASE("a transposing load drains one column a cycle after the last row of a block", "[memory_port][hw]") {
  // Blocks of 4 rows x 4 bytes, two of them. Block 0 issues in 101 .. 104, arrives in 111 .. 114, drains until 118.
  Transfer transfer{.address = 0, .rows = 4, .row_bytes = 4, .pitch = 8, .transposes = true, .lanes = 4};
  CHECK(timed(kMemory, transfer).completion == 118);
  // Block 1: with 4 outstanding its bursts issue from 112, arrive in 122 .. 125, drain until 129.
  transfer.row_bytes = 8;
  CHECK(timed(kMemory, transfer).occupancy_end == 115);
  CHECK(timed(kMemory, transfer).completion == 129);
}

TEST_CASE("the third block waits until the first is drained", "[memory_port][hw]") {
  arch::Memory memory = kMemory;
  memory.outstanding = 64;
  // Two bursts a block: arrivals 111-112, 113-114; drained 116, 120; the third block issues from 117 in 117 and 118,
  // arrives in 127 and 128, drains until 132.
  const Transfer transfer{.address = 0, .rows = 2, .row_bytes = 12, .pitch = 12, .transposes = true, .lanes = 4};
  CHECK(timed(memory, transfer).occupancy_end == 118);
  CHECK(timed(memory, transfer).completion == 132);
}

TEST_CASE("a transposing store gathers a block before its bursts go", "[memory_port][hw]") {
  // Gathered in 101 .. 104; bursts of one beat in 105, 106; on the bus in 115, 116.
  const Transfer transfer{
      .address = 0, .rows = 2, .row_bytes = 4, .pitch = 4, .is_write = true, .transposes = true, .lanes = 4};
  CHECK(timed(kMemory, transfer).occupancy_end == 106);
  CHECK(timed(kMemory, transfer).completion == 116);
}

TEST_CASE("the data bus is busy for the next transfer too", "[memory_port][hw]") {
  hw::MemoryPort port(kMemory);
  hw::Transposer transposer;
  const Transfer long_row{.address = 0, .rows = 1, .row_bytes = 64, .pitch = 64};
  CHECK(port.schedule(long_row, 0, transposer).occupancy_end == 4);
  CHECK(port.schedule({.address = 0, .rows = 1, .row_bytes = 4, .pitch = 4}, 5, transposer).completion == 27);
}
