// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include "sim/bench/kernel_ratios.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

TEST_CASE("every comparison with another library is measured, with equal sums, or skipped with a reason", "[kernels]") {
  const sim::KernelRatios ratios = sim::kernel_ratios(1);
  std::set<std::string> names;
  for (const sim::KernelRatio& of : ratios.measured) {
    CAPTURE(of.name);
    CHECK(of.ours_cpu_s > 0.0);
    CHECK(of.reference_cpu_s > 0.0);
    CHECK(of.ratio == Approx(of.reference_cpu_s / of.ours_cpu_s));
    names.insert(of.name);
  }
  for (const sim::SkippedRatio& of : ratios.skipped) {
    CAPTURE(of.name, of.why);
    // A library that is there computes what ours does.
    CHECK((of.why.find("not installed") != std::string::npos || of.why.find("this CPU has no") != std::string::npos ||
           of.why.find("not exact here") != std::string::npos));
    names.insert(of.name);
  }
  CHECK(names.size() == ratios.measured.size() + ratios.skipped.size());
  CHECK(names.size() == 8);
}
