// SPDX-License-Identifier: Apache-2.0
#include "sim/power/function.hpp"

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"

using octet::power::Function;
using octet::power::Trits;

namespace {

/// The truth table of a function of A, B and C: bit i for A = bit 0 of i, B = bit 1, C = bit 2.
std::uint64_t table(const std::string& text) {
  const Trits pins[] = {Trits::known(0xAA), Trits::known(0xCC), Trits::known(0xF0)};
  return Function(text, {"A", "B", "C"}, "here").evaluate(pins).one & 0xFF;
}

}  // namespace

TEST_CASE("liberty functions mean what the format says", "[power]") {
  CHECK(table("A B+C") == ((0xAA & 0xCC) | 0xF0));
  CHECK(table("A*B | C") == ((0xAA & 0xCC) | 0xF0));
  CHECK(table("A+B C") == (0xAA | (0xCC & 0xF0)));
  CHECK(table("!A^B") == ((0xAA ^ 0xFF) ^ 0xCC));
  CHECK(table("A^B C") == ((0xAA ^ 0xCC) & 0xF0));
  CHECK(table("(A+B)' C'") == (~(0xAAU | 0xCCU) & ~0xF0U & 0xFFU));
  CHECK(table("(!((C A)+(!C B)))") == (~((0xF0U & 0xAAU) | (~0xF0U & 0xCCU)) & 0xFFU));
  CHECK(table("!!A & 1 + 0") == 0xAA);
}

TEST_CASE("a function of unknown pins is known where they do not matter", "[power]") {
  const auto evaluate = [](const char* text, Trits a, Trits b) {
    const Trits pins[] = {a, b};
    return Function(text, {"A", "B"}, "here").evaluate(pins);
  };
  const Trits unknown, zero = Trits::known(0), one = Trits::known(~std::uint64_t{0});
  CHECK(evaluate("A B", unknown, zero) == zero);
  CHECK(evaluate("A B", unknown, one) == unknown);
  CHECK(evaluate("A+B", one, unknown) == one);
  CHECK(evaluate("A+B", zero, unknown) == unknown);
  CHECK(evaluate("A^B", unknown, one) == unknown);
  CHECK(evaluate("!A", unknown, one) == unknown);
  CHECK(unknown.is_known() == 0);
}

TEST_CASE("what is no function of the pins is refused with its text", "[power]") {
  for (const char* text : {"", "A+", "(A", "A)", "D", "A,B", "!", "A B C D"}) {
    INFO(text);
    CHECK_THROWS_WITH(Function(text, {"A", "B", "C"}, "cell X"),
                      std::string("cell X: error: expected a function of the cell's pins, got ") + text);
  }
}
