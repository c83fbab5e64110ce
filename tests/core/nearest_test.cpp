// SPDX-License-Identifier: Apache-2.0
#include "models/core/nearest.hpp"

#include "tests/support/catch.hpp"

using octet::did_you_mean_divisor;
using octet::did_you_mean_number;

TEST_CASE("a number that breaks a rule is answered by the nearest ones that keep it", "[nearest][core]") {
  const auto multiple_of_4 = [](std::uint64_t at) { return at % 4 == 0; };
  CHECK(did_you_mean_number(5, 4, 64, multiple_of_4) == "; did you mean 4 or 8?");
  CHECK(did_you_mean_number(7, 4, 64, multiple_of_4) == "; did you mean 8 or 4?");
  CHECK(did_you_mean_number(6, 4, 64, multiple_of_4) == "; did you mean 4 or 8?");
  // At and beyond both ends.
  CHECK(did_you_mean_number(3, 4, 64, multiple_of_4) == "; did you mean 4?");
  CHECK(did_you_mean_number(0, 4, 64, multiple_of_4) == "; did you mean 4?");
  CHECK(did_you_mean_number(65, 4, 64, multiple_of_4) == "; did you mean 64?");
  CHECK(did_you_mean_number(1000, 4, 64, multiple_of_4) == "; did you mean 64?");
  CHECK(did_you_mean_number(63, 4, 63, multiple_of_4) == "; did you mean 60?");
  CHECK(did_you_mean_number(5, 1, 3, multiple_of_4).empty());
}

TEST_CASE("a number that does not divide is answered by the nearest divisors", "[nearest][core]") {
  CHECK(did_you_mean_divisor(5, 64, 128) == "; did you mean 4 or 8?");
  CHECK(did_you_mean_divisor(11, 768, 128) == "; did you mean 12 or 8?");
  CHECK(did_you_mean_divisor(2, 7, 128) == "; did you mean 1 or 7?");
  CHECK(did_you_mean_divisor(100, 64, 128) == "; did you mean 64?");
  CHECK(did_you_mean_divisor(200, 4096, 128) == "; did you mean 128?");
  for (std::uint64_t whole = 1; whole <= 60; ++whole)
    for (std::uint64_t got = 0; got <= 70; ++got) {
      if (got != 0 && whole % got == 0) continue;
      // Every number that is named divides; there is always one.
      const std::string text = did_you_mean_divisor(got, whole, 60);
      INFO(got << " of " << whole << ": " << text);
      REQUIRE(text.starts_with("; did you mean "));
      const std::uint64_t first = std::stoull(text.substr(15));
      CHECK(whole % first == 0);
      if (const std::size_t more = text.find(" or "); more != std::string::npos)
        CHECK(whole % std::stoull(text.substr(more + 4)) == 0);
    }
}
