// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/stress_program.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/cosim/compare_views.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

TEST_CASE("random commands of all contexts at once cost the same cycles and stalls in SystemC and in gates",
          "[cosim][stress]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  rtl::UnitCycles total;
  for (int i = 0; i < 160; ++i) {
    const std::vector<arch::Architecture> all =
        test::built_architectures(static_cast<std::uint32_t>(random.between(1, 40)));
    const arch::Architecture& a = all[static_cast<std::size_t>(i) % all.size()];
    const std::uint64_t seed = random.bits();
    CAPTURE(i, seed);
    const program::Program p = crosscheck::stress_case(a, seed).program;
    const rtl::RtlResult gates = test::compare_views(a, p, Matrix<std::int16_t>(1, 1));
    for (const rtl::UnitCycles& u : gates.units) {
      total.busy += u.busy;
      total.token += u.token;
      total.unit += u.unit;
      total.port += u.port;
      total.bank += u.bank;
      total.drain += u.drain;
    }
  }
  // A push at the very edge of a load once lost a command in SystemC.
  const arch::Architecture edge = test::built_architecture("accelerator_8x4", 32);
  test::compare_views(edge, crosscheck::stress_case(edge, 7660992861447426701U).program, Matrix<std::int16_t>(1, 1));
  // The same with a memory that stalls every handshake at random.
  for (int i = 0; i < 40; ++i) {
    const std::vector<arch::Architecture> all =
        test::built_architectures(static_cast<std::uint32_t>(random.between(1, 40)));
    const arch::Architecture& a = all[static_cast<std::size_t>(i) % all.size()];
    const std::uint64_t seed = random.bits(), stalls = random.bits() | 1;
    CAPTURE(i, seed, stalls);
    test::compare_views(a, crosscheck::stress_case(a, seed).program, Matrix<std::int16_t>(1, 1), stalls);
  }
  // Every cause of a stall was met, else the comparison says less than it seems to.
  CHECK(total.token > 0);
  CHECK(total.port > 0);
  CHECK(total.bank > 0);
  CHECK(total.drain > 0);
}
