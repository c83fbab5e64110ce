// SPDX-License-Identifier: Apache-2.0
#include "models/core/int.hpp"

#include <type_traits>

#include "tests/support/catch.hpp"

using octet::Int;
using octet::UInt;

TEST_CASE("Int and UInt know the range of their width", "[int][core]") {
  CHECK(Int<8>::kMin == -128);
  CHECK(Int<8>::kMax == 127);
  CHECK(Int<19>::kMax == 262143);
  CHECK(UInt<1>::kMax == 1);
  CHECK(UInt<32>::kMax == 4294967295);
  CHECK(std::is_same_v<Int<17>::Storage, std::int32_t>);
  CHECK(std::is_same_v<UInt<8>::Storage, std::uint8_t>);
}

TEST_CASE("a value outside its width is caught in checked builds", "[int][core]") {
  if (!octet::kCheckRanges) return;
  CHECK_THROWS_AS(Int<8>(128), octet::InternalError);
  CHECK_THROWS_AS(Int<8>(-129), octet::InternalError);
  CHECK_THROWS_AS(UInt<8>(256), octet::InternalError);
  CHECK_THROWS_AS(UInt<8>(-1), octet::InternalError);
  CHECK_THROWS_WITH(Int<19>(262144), Catch::Contains("262144 does not fit Int<19>"));
}

TEST_CASE("values at both ends of a width are kept", "[int][core]") {
  CHECK(Int<8>(-128).value() == -128);
  CHECK(Int<33>(-4294967296).value() == -4294967296);
  CHECK(UInt<63>(UInt<63>::kMax).value() == UInt<63>::kMax);
  CHECK(Int<12>(5) == Int<12>(5));
  CHECK(Int<12>(5).raw() == 5);
}
