// SPDX-License-Identifier: Apache-2.0
#include "hw/units/matmul.hpp"

#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

namespace {

hw::StepTiming body(std::uint64_t columns, std::uint64_t depth, bool shadow, hw::Cycle drain_end = 0) {
  return hw::Matmul::body(100, columns, 4, depth, shadow, drain_end);
}

}  // namespace

TEST_CASE("one tile takes k + n cycles and frees the array after k", "[matmul][hw]") {
  CHECK(body(4, 7, true).occupancy_end == 107);
  CHECK(body(4, 7, true).finish == 111);
  CHECK(body(4, 7, false).occupancy_end == 111);
  CHECK(body(3, 7, true).finish == 110);
}

TEST_CASE("with shadow accumulators a tile takes max(k, n), without k + n", "[matmul][hw]") {
  CHECK(body(8, 7, true).occupancy_end == 114);  // k > n: 107, 114; drained 111, 118
  CHECK(body(8, 7, true).finish == 118);
  CHECK(body(8, 7, false).finish == 122);
  CHECK(body(12, 2, true).occupancy_end == 110);  // k < n: handed over in 102, 106, 110
  CHECK(body(12, 2, true).finish == 114);
  CHECK(body(12, 2, false).finish == 118);
  CHECK(body(8, 4, true).finish == 112);  // k = n
}

TEST_CASE("a step hands over only when the last one has drained", "[matmul][hw]") {
  CHECK(body(4, 2, true, 104).occupancy_end == 104);
  CHECK(body(4, 2, true, 104).finish == 108);
  CHECK(body(4, 7, true, 104).occupancy_end == 107);
}

TEST_CASE("two tiles on the platform, with and without shadow accumulators", "[matmul][hw]") {
  auto command = test::one_step(program::Opcode::matmul, program::Context::matmul_a, 4, 8);
  command.depth = 7;
  auto architecture = test::tiny_architecture();
  auto result = test::time(architecture, {command});  // granted in 53
  CHECK(result.counters.unit(hw::UnitId::matmul).busy == Cycles(14));
  CHECK(result.cycles == Cycles(72));
  architecture.shadow_accumulators = false;
  result = test::time(architecture, {command});
  CHECK(result.counters.unit(hw::UnitId::matmul).busy == Cycles(22));
  CHECK(result.cycles == Cycles(76));
}
