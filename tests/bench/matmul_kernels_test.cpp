// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/families.hpp"
#include "sim/bench/measure.hpp"
#include "tests/support/catch.hpp"

using namespace octet::bench;

// A side that is measured has compared its sums with the other's: it fails where they differ (InternalError).
TEST_CASE("every comparison with another library is measured, with equal sums, or skipped with a reason", "[bench]") {
  const Results results = measure({matmul_kernels()}, 1);
  for (const MeasuredRatio& it : results.ratios) {
    CAPTURE(it.asked.name);
    CHECK(it.ours_cpu_s > 0.0);
    CHECK(it.reference_cpu_s > 0.0);
  }
  for (const Skip& it : results.skipped) {
    CAPTURE(it.name, it.why);
    CHECK((it.why.find("not installed") != std::string::npos || it.why.find("this CPU has no") != std::string::npos));
  }
  CHECK(results.ratios.size() + results.skipped.size() == 8);
}
