// SPDX-License-Identifier: Apache-2.0
// Hostile cell libraries. The input is the file.
#include "sim/synthesis/liberty.hpp"
#include "tests/fuzz/fuzz_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace octet;
  test::expect_only_told_failures([&] {
    const synthesis::Liberty it = synthesis::parse_liberty(test::text_of(data, size), "fuzz");
    OCTET_CHECK(it.cells > 0 && it.text == test::text_of(data, size), "a library that is accepted has cells");
    for (const synthesis::LibertyCell& cell : it.without_areas) OCTET_CHECK(cell.line > 0, "lines count from 1");
  });
  return 0;
}
