// SPDX-License-Identifier: Apache-2.0
#include "models/program/step.hpp"
#include "tests/support/catch.hpp"

using namespace octet::program;

namespace {

/// 3 chunks of 2 row tiles.
Command nest() {
  Command c;
  c.count0 = 3;
  c.count1 = 2;
  c.rows = 16;
  c.rows_last = 5;
  c.columns = 32;
  c.columns_last = 7;
  return c;
}

}  // namespace

TEST_CASE("steps run i1 fastest and edges show at the last index", "[program][golden]") {
  const Command c = nest();
  REQUIRE(step_count(c) == 6);
  for (std::uint64_t i = 0; i < 6; ++i) {
    const Step step = step_at(c, i);
    CHECK(step.i0 == i / 2);
    CHECK(step.i1 == i % 2);
    CHECK(step.rows == (i % 2 == 1 ? 5 : 16));
    CHECK(step.columns == (i >= 4 ? 7 : 32));
  }
  CHECK_THROWS(step_at(c, 6));
}

TEST_CASE("operand addresses follow strides and rings", "[program][golden]") {
  Command c = nest();
  c.a = {1000, 0, Ring::none, 100, 10};
  c.b = {2000, 2, Ring::outer, 100, 10};
  c.p = {3000, 4, Ring::step, 100, 10};
  c.d = {(std::uint64_t{1} << 48) - 1, 0, Ring::none, 0xffffffff, 0};
  const std::uint64_t a[] = {1000, 1010, 1100, 1110, 1200, 1210}, b[] = {2000, 2010, 2100, 2110, 2000, 2010},
                      p[] = {3000, 3100, 3200, 3300, 3000, 3100};
  for (std::uint64_t i = 0; i < 6; ++i) {
    CHECK(step_at(c, i).a == a[i]);
    CHECK(step_at(c, i).b == b[i]);
    CHECK(step_at(c, i).p == p[i]);
  }
  CHECK(step_at(c, 4).d == (std::uint64_t{1} << 48) - 1 + 2 * 0xffffffffULL);
}

TEST_CASE("tokens stand at the ends of their periods, without the skipped ones", "[program][golden]") {
  const Command c = nest();
  struct Row {
    Period period;
    std::uint8_t skip;
    std::string waits, signals;  // a digit a step
    std::uint64_t total;
  };
  const Row rows[] = {{Period::command, 0, "100000", "000001", 1}, {Period::command, 1, "000000", "000000", 0},
                      {Period::outer, 0, "101010", "010101", 3},   {Period::outer, 2, "000010", "010000", 1},
                      {Period::outer, 9, "000000", "000000", 0},   {Period::step, 0, "111111", "111111", 6},
                      {Period::step, 4, "000011", "110000", 2},    {Period::step, 255, "000000", "000000", 0}};
  for (const Row& row : rows) {
    const Token token{true, Context::store, row.period, row.skip};
    std::string waits, signals;
    for (std::uint64_t i = 0; i < 6; ++i) {
      waits += waits_at(c, token, i) ? '1' : '0';
      signals += signals_at(c, token, i) ? '1' : '0';
    }
    CAPTURE(name(row.period), int(row.skip));
    CHECK(waits == row.waits);
    CHECK(signals == row.signals);
    CHECK(token_total(c, token) == row.total);
  }
  CHECK(token_total(c, {false, Context::store, Period::step, 0}) == 0);
  CHECK_FALSE(waits_at(c, {false, Context::store, Period::step, 0}, 0));
}
