// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/burst_port.hpp"

#include "hw/memory/memory_port.hpp"
#include "models/core/error.hpp"
#include "sim/estimate/burst_cuts.hpp"
#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using sim::estimation::BurstPort;

namespace {

arch::Memory random_memory(test::RandomSource& random) {
  arch::Memory memory = test::tiny_architecture().memory;
  memory.device.set("latency_cycles", static_cast<std::uint64_t>(random.between(1, 80)));
  memory.beat_bytes = 4u << random.between(0, 3);
  memory.burst_bytes = memory.beat_bytes << random.between(0, 4);
  memory.outstanding = static_cast<std::uint32_t>(random.between(1, 12));
  return memory;
}

/// Up to some hundred bursts, aligned or not, in every layout and direction.
hw::Transfer random_transfer(test::RandomSource& random, std::uint32_t beat_bytes) {
  const auto number = [&](std::int64_t low, std::int64_t high) {
    return static_cast<std::uint64_t>(random.between(low, high));
  };
  const std::uint64_t unit = random.between(0, 2) == 0 ? 2 : beat_bytes;
  hw::Transfer it;
  it.address = unit * number(0, 50) + 2 * number(0, 1) * number(0, 2000);
  it.rows = number(1, 90);
  it.row_bytes = unit * number(1, 40);
  it.pitch = it.row_bytes + unit * number(0, 3);
  it.is_write = number(0, 1) == 1;
  it.transposes = number(0, 1) == 1;
  it.lanes = static_cast<std::uint32_t>(number(1, 64));
  it.element_bytes = static_cast<std::uint32_t>(number(1, 2));
  return it;
}

}  // namespace

TEST_CASE("the fifth burst waits until the first of four outstanding is over, in the estimate too", "[estimate]") {
  BurstPort port(test::tiny_architecture().memory);
  hw::Transposer transposer;
  const auto end = port.schedule({.address = 0, .rows = 1, .row_bytes = 80, .pitch = 80}, 100, transposer);
  CHECK(end.occupancy == 115);
  CHECK(end.finish == 130);
}

TEST_CASE("a long row in closed form: one burst of four beats every four cycles", "[estimate]") {
  BurstPort port(test::tiny_architecture().memory);
  hw::Transposer transposer;
  // 65 536 bursts of four beats: the bus carries them from cycle 111 on without a gap.
  const auto end = port.schedule({.address = 0, .rows = 1, .row_bytes = 1 << 20, .pitch = 1 << 20}, 100, transposer);
  CHECK(end.finish == 111 + 4 * 65536 - 1);
  CHECK(end.occupancy == 115 + 4 * (65535 - 4));
}

TEST_CASE("random transfers one after another end in the cycles of the memory port", "[estimate]") {
  const std::uint64_t seed = test::seed();
  CAPTURE(seed);
  test::RandomSource random(seed);
  for (int memory_index = 0; memory_index < 200; ++memory_index) {
    const arch::Memory memory = random_memory(random);
    BurstPort estimated(memory);
    hw::MemoryPort exact(memory);
    hw::Transposer estimated_transposers[2], exact_transposers[2];
    std::uint64_t granted = 10;
    for (int i = 0; i < 40; ++i) {
      const hw::Transfer transfer = random_transfer(random, memory.beat_bytes);
      const auto context = static_cast<std::size_t>(random.between(0, 1));
      const auto end = estimated.schedule(transfer, granted, estimated_transposers[context]);
      const auto expected = exact.schedule(transfer, granted, exact_transposers[context]);
      CAPTURE(memory_index, i, transfer.rows, transfer.row_bytes, transfer.transposes, transfer.is_write);
      REQUIRE(end.occupancy == expected.occupancy_end);
      REQUIRE(end.finish == expected.completion);
      granted = end.occupancy + static_cast<std::uint64_t>(random.between(0, 1) == 0 ? 1 : random.between(1, 300));
    }
  }
}

TEST_CASE("transfers that are cut alike take the same cycles", "[estimate]") {
  const std::uint64_t seed = test::seed();
  CAPTURE(seed);
  test::RandomSource random(seed);
  int alike = 0, apart = 0;
  for (int i = 0; i < 4000; ++i) {
    const arch::Memory memory = random_memory(random);
    const hw::Transfer one = random_transfer(random, memory.beat_bytes);
    hw::Transfer other = one;
    other.address += static_cast<std::uint64_t>(random.between(1, 64)) * (random.between(0, 1) == 0 ? 2 : 128);
    hw::Transposer first, second;
    const auto end = hw::MemoryPort(memory).schedule(one, 10, first);
    const auto expected = hw::MemoryPort(memory).schedule(other, 10, second);
    const bool same = end.occupancy_end == expected.occupancy_end && end.completion == expected.completion;
    if (sim::estimation::cut_alike(one, other, memory)) {
      CAPTURE(i, one.address, other.address, one.rows, one.row_bytes, one.pitch, one.transposes, memory.beat_bytes);
      REQUIRE(same);
      ++alike;
    } else if (!same) {
      ++apart;
    }
  }
  CHECK(alike > 400);
  CHECK(apart > 100);
}
