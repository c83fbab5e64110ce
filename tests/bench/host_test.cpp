// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/host.hpp"

#include <sstream>

#include "tests/support/catch.hpp"

using namespace octet::bench;

TEST_CASE("the host is named by the first processor of cpuinfo", "[bench]") {
  std::istringstream text(
      "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu sse2 avx avx2 fma\n\n"
      "processor\t: 1\nmodel name\t: Another\nflags\t\t: sse2 avx512f\n");
  const Host host = read_cpuinfo(text);
  CHECK(host.cpu_model == "Some CPU");
  CHECK(host.instruction_sets == std::vector<std::string>{"sse2", "avx", "avx2", "fma"});
}

TEST_CASE("a host that tells nothing is unknown", "[bench]") {
  std::istringstream text("");
  const Host host = read_cpuinfo(text);
  CHECK(host.cpu_model == "unknown");
  CHECK(host.instruction_sets.empty());
}

TEST_CASE("this host has a processor", "[bench]") { CHECK(this_host().cores >= 1); }
