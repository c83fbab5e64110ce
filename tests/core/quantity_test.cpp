// SPDX-License-Identifier: Apache-2.0
#include "models/core/quantity.hpp"

#include "tests/support/catch.hpp"

namespace {

template <class A, class B>
concept addable = requires(A a, B b) {
  a + b;
};

}  // namespace

TEST_CASE("quantities of one kind add, compare and scale", "[quantity][core]") {
  octet::Cycles total(5);
  total += octet::Cycles(2);
  CHECK(total == octet::Cycles(7));
  CHECK((total - octet::Cycles(3)).count() == 4);
  CHECK((total * 2).count() == 14);
  CHECK(octet::Cycles(1) < octet::Cycles(2));
}

TEST_CASE("quantities of two kinds do not add", "[quantity][core]") {
  CHECK(addable<octet::Cycles, octet::Cycles>);
  CHECK_FALSE(addable<octet::Cycles, octet::Bytes>);
  CHECK_FALSE(addable<octet::Macs, octet::Bytes>);
  CHECK_FALSE(addable<octet::Cycles, int>);
}
