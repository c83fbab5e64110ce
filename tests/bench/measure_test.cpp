// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/measure.hpp"

#include <set>

#include "hw/arch/architecture.hpp"
#include "models/core/error.hpp"
#include "sim/bench/families.hpp"
#include "sim/bench/gate.hpp"
#include "tests/bench/fake_family.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using namespace octet::bench;
using Catch::Contains;

TEST_CASE("a median is the middle sample, whatever the order", "[bench]") {
  CHECK(median({3.0}) == 3.0);
  CHECK(median({9.0, 1.0, 2.0}) == 2.0);
  CHECK(median({8.0, 1.0, 2.0, 4.0}) == 3.0);
}

TEST_CASE("the sides of a family run in turn, and ratios are those of the medians", "[bench]") {
  std::string order;
  const Results results = measure({fake_family(order)}, 3);
  CHECK(order == "abdcabdabd");
  REQUIRE(results.ratios.size() == 2);
  CHECK(results.ratios[0].ours_samples == std::vector<double>{1.0, 3.0, 8.0});
  CHECK(results.ratios[0].ratio() == Approx(3.0 / 2.0));
  CHECK(results.ratios[0].met());
  CHECK(results.ratios[1].ratio() == Approx(3.0 / 0.5));
  CHECK(results.ratios[1].reference_samples == std::vector<double>{0.5, 0.5, 0.5});
  CHECK_FALSE(results.ratios[1].met());
  REQUIRE(results.peaks.size() == 1);
  CHECK(results.peaks[0].peak_rss_bytes == 300);  // the largest, not the median
  CHECK_FALSE(results.peaks[0].met());
  REQUIRE(results.skipped.size() == 2);
  CHECK(results.skipped[0].name == "a_over_c");
  CHECK(results.skipped[1].name == "c_peak");
  CHECK(results.skipped[1].why == "this host has none");
}

TEST_CASE("the gate misses what is above its factor times the target, and names it", "[bench]") {
  std::string order;
  const Results results = measure({fake_family(order)}, 3);  // ratios over targets: 0.75, 6, and 1.5 of the peak
  CHECK(missed_by(results, 6.1).empty());
  CHECK(missed_by(results, 6.0).empty());
  CHECK(missed_by(results, 5.9) == std::vector<std::string>{"a_over_d"});
  CHECK(missed_by(results, 1.4) == std::vector<std::string>{"a_over_d", "a_peak"});
  CHECK(missed_by(results, 0.5) == std::vector<std::string>{"a_over_b", "a_over_d", "a_peak"});
  CHECK_NOTHROW(check_gate(results, 6.1));
  CHECK_THROWS_WITH(check_gate(results, 1.4), Contains("1.4 times the target: a_over_d, a_peak"));
}

TEST_CASE("a strict ratio gets no room from the gate and may not be skipped", "[bench]") {
  std::string order;
  Family family = fake_family(order);
  for (Ratio& it : family.ratios) it.strict = true;
  const Results results = measure({family}, 3);
  CHECK(missed_by(results, 100.0) == std::vector<std::string>{"a_over_d", "a_over_c"});
  CHECK_THROWS_WITH(check_gate(results, 100.0), Contains("a_over_d, a_over_c"));
}

TEST_CASE("--only runs no side that its names do not need", "[bench]") {
  std::string order;
  Results results = measure(select({fake_family(order)}, {"a_over_d"}), 2);
  CHECK(order == "adad");
  CHECK(results.ratios.size() == 1);
  CHECK(results.peaks.empty());
  CHECK(results.skipped.empty());
  order.clear();
  results = measure(select({fake_family(order)}, {"c_peak"}), 2);
  CHECK(order == "c");
  CHECK(results.skipped.size() == 1);
  CHECK_THROWS_WITH(select({fake_family(order)}, {"a_over_e", "b"}), Contains("got a_over_e") && Contains("got b"));
}

TEST_CASE("every family of the tool asks for sides it has, by names used once", "[bench]") {
  std::set<std::string> seen;
  const std::vector<Family> families = all_families(arch::read_architecture("octet-16"));
  for (const std::string& name : names(families)) {
    INFO(name);
    CHECK(seen.insert(name).second);
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos);
  }
  for (const Family& family : families) {
    std::set<std::string> sides, used;
    for (const Side& side : family.sides) CHECK(sides.insert(side.name).second);
    for (const Ratio& it : family.ratios) {
      CHECK(it.target > 0.0);
      used.insert(it.ours);
      used.insert(it.reference);
    }
    for (const Peak& it : family.peaks) used.insert(it.side);
    CHECK(sides == used);
  }
}
