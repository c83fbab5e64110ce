// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "hw/cosim/rtl_model.hpp"
#include "models/units/normalization.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/wide.hpp"

using octet::rtl::RtlModel;
using octet::rtl::RtlPort;
using octet::test::RandomSource;

namespace {

/// A bit-serial block: one operand, and a result that must be there `latency` cycles after the start, and not before
/// the last operand's has been overwritten.
class Serial {
 public:
  Serial(const std::string& model, const std::string& operand, const std::string& result, int latency)
      : model_(octet::rtl::model_directory() / (model + ".so")),
        start_(model_.port("start_i")),
        operand_(model_.port(operand)),
        result_(model_.port(result)),
        latency_(latency) {
    model_.reset();
  }
  std::uint64_t run(std::uint64_t operand) {
    start_.set(1);
    operand_.set(operand);
    for (int cycle = 0; cycle < latency_; ++cycle) {
      model_.evaluate();
      before_ = result_.get();
      model_.clock();
      start_.set(0);
      operand_.set(operand == 0 ? 1 : operand - 1);
    }
    model_.evaluate();
    return result_.get();
  }
  /// The result's port one cycle before the last result was due.
  std::uint64_t before() const { return before_; }
  /// The first cycles of a run, beginning with that of its start.
  void run_for(int cycles, std::uint64_t operand) {
    start_.set(1);
    operand_.set(operand);
    for (; cycles > 0; --cycles) {
      model_.evaluate();
      model_.clock();
      start_.set(0);
    }
  }
  /// Cycles without a start: the result stays.
  std::uint64_t hold(int cycles) {
    for (int i = 0; i < cycles; ++i) model_.clock();
    model_.evaluate();
    return result_.get();
  }

 private:
  RtlModel model_;
  RtlPort start_, operand_, result_;
  int latency_;
  std::uint64_t before_ = 0;
};

bool is_root(std::uint64_t root, std::uint64_t radicand) {
  return root * root <= radicand && (root + 1) * (root + 1) > radicand;
}

}  // namespace

TEST_CASE("the gates' square root is exact for every radicand of 16 bits", "[normalization][rtl][root]") {
  Serial narrow("square_root_8", "radicand_i", "root_o", 8 + 1), wide("square_root_16", "radicand_i", "root_o", 16 + 1);
  for (std::uint64_t radicand = 0; radicand < 65536; ++radicand) {
    const std::uint64_t root = narrow.run(radicand);
    if (!is_root(root, radicand) || wide.run(radicand) != root) {
      CAPTURE(radicand, root);
      FAIL("wrong root");
    }
  }
}

namespace {

/// The 16-bit root of each radicand that it is given, required to be exact.
class RootCheck {
 public:
  void operator()(std::uint64_t radicand) {
    const std::uint64_t got = root_.run(radicand);
    if (!is_root(got, radicand) ||
        got != octet::golden::integer_sqrt(octet::UInt<32>(static_cast<std::int64_t>(radicand))).raw()) {
      CAPTURE(radicand, got);
      FAIL("wrong root");
    }
  }
  /// Of any length.
  void random(RandomSource& random, int count) {
    for (int i = 0; i < count; ++i) (*this)((random.bits() >> 32) >> (i % 4 == 0 ? random.between(0, 31) : 0));
  }

 private:
  Serial root_{"square_root_16", "radicand_i", "root_o", 16 + 1};
};

}  // namespace

TEST_CASE("the gates' square root is exact at both sides of squares and for random radicands of up to 32 bits",
          "[normalization][rtl][root]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  RootCheck require_exact;
  for (std::uint64_t i = 1; i <= 65535; i += i < 300 || i > 65200 ? 1 : 37)
    for (const std::uint64_t radicand : {i * i - 1, i * i, i * i + 2 * i}) require_exact(radicand);
  require_exact(0xFFFFFFFF);
  require_exact.random(random, 20'000);
}

TEST_CASE("the gates' square root is exact for a million random radicands of 32 bits",
          "[normalization][rtl][root][long]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  RootCheck().random(random, 1'000'000);
}

TEST_CASE("the gates' root and reciprocal abandon what they count at a start",
          "[normalization][rtl][root][reciprocal]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Serial root("square_root_16", "radicand_i", "root_o", 17), reciprocal("reciprocal_16", "d_i", "reciprocal_o", 17);
  const auto d = [&] { return static_cast<std::uint64_t>(random.between(0x8000, 0xFFFF)); };
  for (int cycles = 1; cycles <= 17; ++cycles) {
    for (int i = 0; i < 20; ++i) {
      CAPTURE(cycles);
      root.run_for(cycles, random.bits() >> 32);
      const std::uint64_t radicand = random.bits() >> 32;
      CHECK(is_root(root.run(radicand), radicand));
      reciprocal.run_for(cycles, d());
      const std::uint64_t divisor = 2 * d() + 1;
      CHECK(reciprocal.run(divisor / 2) ==
            static_cast<std::uint64_t>(octet::test::round_divide(octet::test::power_of_two(32), divisor)));
    }
  }
}

TEST_CASE("the gates' root and reciprocal are there after 17 cycles, not after 16, and stay",
          "[normalization][rtl][root][reciprocal]") {
  Serial root("square_root_16", "radicand_i", "root_o", 17);
  root.run(0x12345678);
  for (const std::uint64_t radicand : {0x40000000U, 0xFFFFFFFFU, 0xC0000001U}) {
    const std::uint64_t got = root.run(radicand);
    CHECK(is_root(got, radicand));
    CHECK_FALSE(is_root(root.before(), radicand));
    CHECK(root.hold(40) == got);
  }
  Serial reciprocal("reciprocal_16", "d_i", "reciprocal_o", 17);
  for (const std::uint64_t d : {0x8000U, 0x8001U, 0xFFFFU}) {
    const std::uint64_t got = reciprocal.run(d);
    CHECK(reciprocal.before() != got);
    CHECK(reciprocal.hold(40) == got);
  }
}

TEST_CASE("the gates' reciprocal is round(2^32 / (2 D + 1)) for every D", "[normalization][rtl][reciprocal]") {
  Serial wide("reciprocal_16", "d_i", "reciprocal_o", 16 + 1), narrow("reciprocal_8", "d_i", "reciprocal_o", 8 + 1);
  for (std::uint64_t d = 0x8000; d <= 0xFFFF; ++d) {
    CAPTURE(d);
    if (wide.run(d) != static_cast<std::uint64_t>(octet::test::round_divide(octet::test::power_of_two(32), 2 * d + 1)))
      FAIL("wrong reciprocal");
  }
  for (std::uint64_t d = 0x80; d <= 0xFF; ++d)
    REQUIRE(narrow.run(d) ==
            static_cast<std::uint64_t>(octet::test::round_divide(octet::test::power_of_two(16), 2 * d + 1)));
}
