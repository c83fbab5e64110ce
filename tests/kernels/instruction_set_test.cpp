// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "models/core/error.hpp"
#include "models/kernels/packed_columns.hpp"
#include "tests/kernels/instruction_sets.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using kernels::InstructionSet;

TEST_CASE("without a name the widest supported set is chosen", "[kernels]") {
  const auto sets = test::instruction_sets();
  CHECK(kernels::select_instruction_set(nullptr) == sets.back());
  CHECK(kernels::select_instruction_set("") == sets.back());
}

TEST_CASE("every supported set can be named", "[kernels]") {
  for (const InstructionSet set : test::instruction_sets())
    CHECK(kernels::select_instruction_set(kernels::name_of(set)) == set);
}

TEST_CASE("an unknown set is refused with what would do", "[kernels]") {
  try {
    kernels::select_instruction_set("avx3");
    FAIL("expected an error");
  } catch (const UserError& error) {
    CHECK_THAT(error.what(), Catch::Matchers::Contains("OCTET_INSTRUCTION_SET") &&
                                 Catch::Matchers::Contains("(scalar") && Catch::Matchers::Contains("got avx3"));
  }
}

TEST_CASE("a set the CPU lacks is refused", "[kernels]") {
  for (const InstructionSet set : kernels::kInstructionSets) {
    if (kernels::is_supported(set)) continue;
    CHECK_THROWS_AS(kernels::select_instruction_set(kernels::name_of(set)), UserError);
    CHECK_THROWS_AS(kernels::panel_format(set), InternalError);
  }
}

TEST_CASE("a wider set needs the narrower one", "[kernels]") {
  CHECK(kernels::is_supported(InstructionSet::scalar));
  CHECK(kernels::is_supported(InstructionSet::avx2) >= kernels::is_supported(InstructionSet::avx512));
  CHECK(kernels::is_supported(InstructionSet::avx512) >= kernels::is_supported(InstructionSet::vnni));
}
