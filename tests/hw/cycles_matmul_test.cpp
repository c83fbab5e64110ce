// SPDX-License-Identifier: Apache-2.0
// The matmul engine by hand (docs/machine.md, "Bodies"): m_end = m_start + k, h = max(m_end, d_end of the tile before),
// d_end = h + n, the next tile starts at h with shadow accumulators, at d_end without. Granted in t: m_start = t. A
// step releases the array at the end of cycle h (d_end without shadow) and requests again in the next cycle. 4 x 4
// array.
#include "tests/hw/cycle_checks.hpp"

using namespace octet;
using namespace octet::program;
using hw::UnitId;
using test::check_over_in;
using Cycle = std::uint64_t;

namespace {

arch::Architecture machine(bool shadow) {
  arch::Architecture it = test::tiny_architecture();
  it.shadow_accumulators = shadow;
  return it;
}

hw::RunResult run(std::uint32_t columns, std::uint32_t depth, bool shadow, std::uint16_t row_tiles = 1) {
  Command it = test::one_step(Opcode::matmul, Context::matmul_a, 4, columns);
  it.depth = depth;
  it.count1 = row_tiles;
  return test::time(machine(shadow), {it});
}

Cycles busy(const hw::RunResult& result) { return result.counters.unit(UnitId::matmul).busy; }

}  // namespace

TEST_CASE("one tile, k > n, k = n, k < n: k + n cycles with and without shadow accumulators", "[matmul][hw]") {
  // Granted in 53. k = 9, n = 2: h = 62, d_end = 64, over in 65.
  for (const bool shadow : {true, false}) {
    check_over_in(run(2, 9, shadow), 65);
    // k = n = 4: h = 57, d_end = 61.
    check_over_in(run(4, 4, shadow), 62);
    // k = 3, n = 4: h = 56, d_end = 60.
    check_over_in(run(4, 3, shadow), 61);
    // k = n = 1: h = 54, d_end = 55.
    check_over_in(run(1, 1, shadow), 56);
  }
  // The array is given back at h with shadow accumulators, at d_end without.
  CHECK(busy(run(4, 3, true)) == Cycles(3));
  CHECK(busy(run(4, 3, false)) == Cycles(7));
}

TEST_CASE("two tiles, k > n: the first drain hides behind the second product", "[matmul][hw]") {
  // Shadow: h0 = 53 + 7 = 60, d0 = 64; h1 = max(67, 64) = 67, d1 = 71.
  check_over_in(run(8, 7, true), 72);
  CHECK(busy(run(8, 7, true)) == Cycles(67 - 53));
  // Without: h0 = 60, d0 = 64; h1 = 64 + 7 = 71, d1 = 75.
  check_over_in(run(8, 7, false), 76);
  CHECK(busy(run(8, 7, false)) == Cycles(75 - 53));
}

TEST_CASE("two tiles, k < n: the second product waits for the first drain", "[matmul][hw]") {
  // Shadow: h0 = 56, d0 = 60; m_end1 = 59, h1 = max(59, 60) = 60, d1 = 64.
  check_over_in(run(8, 3, true), 65);
  CHECK(busy(run(8, 3, true)) == Cycles(60 - 53));
  // Without: h0 = 56, d0 = 60; h1 = 63, d1 = 67.
  check_over_in(run(8, 3, false), 68);
}

TEST_CASE("an edge tile drains its valid columns only", "[matmul][hw]") {
  // Ten columns: n = 4, 4, 2. h0 = 56, d0 = 60; h1 = 60, d1 = 64; h2 = max(63, 64) = 64, d2 = 66.
  check_over_in(run(10, 3, true), 67);
  // Without shadow accumulators: 3 + 4, 3 + 4, 3 + 2 after 53.
  check_over_in(run(10, 3, false), 53 + 7 + 7 + 5 + 1);
}

TEST_CASE("steps of one tile follow every max(k + 1, n) cycles, every k + n + 1 without shadow", "[matmul][hw]") {
  // k = 7, n = 4. Step j is granted in t, h = t + 7, requests in t + 8: interval k + 1 = 8.
  CHECK(test::grants(run(4, 7, true, 4), UnitId::matmul) == std::vector<Cycle>{53, 61, 69, 77});
  check_over_in(run(4, 7, true, 4), 77 + 7 + 4 + 1);
  // k = 1, n = 4. h0 = 54, d0 = 58; step 1 granted in 55: h1 = max(56, 58) = 58, d1 = 62; step 2 granted in 59:
  // h2 = max(60, 62) = 62, d2 = 66; step 3 granted in 63: h3 = 66, d3 = 70: interval n = 4 from the second step on.
  CHECK(test::grants(run(4, 1, true, 4), UnitId::matmul) == std::vector<Cycle>{53, 55, 59, 63});
  check_over_in(run(4, 1, true, 4), 71);
  // k = 3 = n - 1: the issue cycle hides in the drain as well. h0 = 56, d0 = 60; granted in 57: h1 = 60, d1 = 64;
  // granted in 61: h2 = 64, d2 = 68; granted in 65: h3 = 68, d3 = 72.
  CHECK(test::grants(run(4, 3, true, 4), UnitId::matmul) == std::vector<Cycle>{53, 57, 61, 65});
  check_over_in(run(4, 3, true, 4), 73);
  // Without: d_end = t + 11, requests in t + 12.
  CHECK(test::grants(run(4, 7, false, 4), UnitId::matmul) == std::vector<Cycle>{53, 65, 77, 89});
  check_over_in(run(4, 7, false, 4), 89 + 11 + 1);
}
