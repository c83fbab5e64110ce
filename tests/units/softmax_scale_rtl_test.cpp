// SPDX-License-Identifier: Apache-2.0
// The exponential and the division of the softmax gates, each by itself.
#include <algorithm>
#include <vector>

#include "hw/cosim/rtl_model.hpp"
#include "models/units/softmax.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/units/softmax_scales.hpp"

using octet::DyadicScale;
using octet::Int;
using octet::UInt;
using octet::rtl::RtlModel;
using octet::rtl::RtlPort;
using octet::test::kPlainContext;
using octet::test::random_multiplier;
using octet::test::RandomSource;
using octet::test::scale_of;

namespace {

/// The division of one row, driven as octet_softmax does.
class Divider {
 public:
  void check(std::uint32_t sum, DyadicScale context, int multiplier_bits) {
    compare(sum, context, multiplier_bits, false);
  }
  /// A plain softmax.
  void check_plain(std::uint32_t sum) { compare(sum, kPlainContext, 16, true); }
  /// From now on cycles in which nothing is asked for lie between all that is, up to `most` of them.
  void pause(int most) { most_pause_ = most; }

 private:
  void compare(std::uint32_t sum, DyadicScale context, int multiplier_bits, bool plain) {
    sum_.set(sum);
    divide_.set(plain ? 1 : 0);
    multiplier_.set(context.multiplier);
    shift_.set(context.shift);
    bits_.set(static_cast<std::uint64_t>(multiplier_bits));
    pulse(load_);
    sum_.set(~sum);  // the sum of the next group
    for (int i = plain ? 17 : 32; i > 0; --i) pulse(step_);
    // The last scale stands until now.
    REQUIRE((fresh_ || result() == last_));
    pulse(round_);
    const DyadicScale got = last_ = result();
    fresh_ = false;
    const DyadicScale want = octet::golden::row_scale(UInt<32>(std::int64_t{sum}), context, multiplier_bits);
    if (!(got == want)) {
      CAPTURE(sum, context.multiplier, int{context.shift}, multiplier_bits, plain);
      REQUIRE(got.multiplier == want.multiplier);
      REQUIRE(int{got.shift} == int{want.shift});
    }
  }
  DyadicScale result() const {
    return {static_cast<std::uint32_t>(result_.get()), static_cast<std::uint8_t>(result_shift_.get())};
  }
  void pulse(RtlPort port) {
    port.set(1);
    cycle();
    port.set(0);
    if (most_pause_ == 0) return;
    for (std::int64_t i = random_.between(0, most_pause_); i > 0; --i) cycle();
  }
  void cycle() {
    model_.evaluate();
    model_.clock();
  }

  RtlModel model_{octet::rtl::model_directory() / "softmax_scale.so"};
  RtlPort load_ = model_.port("load_i"), step_ = model_.port("step_i"), round_ = model_.port("round_i"),
          divide_ = model_.port("divide_i"), sum_ = model_.port("sum_i"), multiplier_ = model_.port("multiplier_i"),
          shift_ = model_.port("shift_i"), bits_ = model_.port("multiplier_bits_i"),
          result_ = model_.port("multiplier_o"), result_shift_ = model_.port("shift_o");
  RandomSource random_;
  int most_pause_ = 0;
  DyadicScale last_;
  bool fresh_ = true;
};

}  // namespace

TEST_CASE("softmax gates agree on the exponential of every difference of 16-bit scores, for every shift",
          "[softmax][rtl][exp]") {
  RtlModel model(octet::rtl::model_directory() / "softmax_exp.so");
  const RtlPort below = model.port("below_i"), align = model.port("align_i"), e = model.port("e_o");
  std::uint64_t compared = 0;
  for (int shift = 0; shift <= octet::golden::kMostScoreAlign; ++shift) {
    const octet::golden::ExpConstants constants = octet::golden::exp_constants_of(shift);
    align.set(static_cast<std::uint64_t>(shift));
    constexpr int kCount = 1 << 16;  // differences of two scores: 0 to kCount - 1, of which W bits have 2^W
    for (int i = 0; i < kCount + 4; ++i) {
      below.set(static_cast<std::uint64_t>(std::min(i, kCount - 1)));
      model.evaluate();
      if (i >= 4) {
        const unsigned got = static_cast<unsigned>(e.get());
        const unsigned want = octet::golden::iexp(Int<18>(-(i - 4)), constants).raw();
        ++compared;
        if (got != want) {
          CAPTURE(shift, i - 4);
          REQUIRE(got == want);
        }
      }
      model.clock();
    }
  }
  REQUIRE(compared == 13U << 16);
}

TEST_CASE("softmax gates agree on the row scale of every sum up to 65536", "[softmax][rtl][scale]") {
  Divider divider;
  for (std::uint32_t sum = 0; sum <= 65536; ++sum) {
    divider.check(sum, scale_of(0x5A827999, 40), 31);
    divider.check(sum, scale_of(0x95, 12), 8);
    divider.check_plain(sum);
  }
}

TEST_CASE("softmax gates agree on row scales at corners of sums, contexts, widths and shifts",
          "[softmax][rtl][scale]") {
  Divider divider;
  std::vector<std::uint32_t> sums = {0, 1, 3, 0xFFFFFFFF};
  for (int bit = 1; bit <= 31; ++bit)
    for (const std::int64_t near : {-1, 0, 1})
      sums.push_back(static_cast<std::uint32_t>((std::int64_t{1} << bit) + near));
  for (const std::uint32_t sum : sums) {
    divider.check_plain(sum);
    for (int bits = 2; bits <= 31; ++bits) {
      const std::int64_t lowest = std::int64_t{1} << (bits - 1), highest = 2 * lowest - 1;
      for (const std::int64_t multiplier : {std::int64_t{0}, lowest, lowest + 1, highest - 1, highest}) {
        if (multiplier != 0 && (multiplier < lowest || multiplier > highest)) continue;
        for (const int shift : {0, 29, 30, 31, 32, 61, 62}) divider.check(sum, scale_of(multiplier, shift), bits);
      }
    }
  }
}

TEST_CASE("softmax gates keep a division and the last scale while nothing is asked for", "[softmax][rtl][scale]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Divider divider;
  divider.pause(2);
  for (int i = 0; i < 2000; ++i) {
    const auto sum = static_cast<std::uint32_t>(random.bits() & 0xFFFFFFFF) >> random.between(0, 31);
    const int bits = static_cast<int>(random.between(2, 31));
    divider.check(sum, scale_of(random_multiplier(random, bits), random.between(0, 62)), bits);
    divider.check_plain(sum);
  }
}

TEST_CASE("softmax gates agree on a million random row scales", "[softmax][rtl][scale][long]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Divider divider;
  for (int i = 0; i < 1'000'000; ++i) {
    const auto sum = static_cast<std::uint32_t>(random.bits() & 0xFFFFFFFF) >> random.between(0, 31);
    if (i % 4 == 0) {
      divider.check_plain(sum);
    } else {
      const int bits = static_cast<int>(random.between(2, 31));
      divider.check(sum, scale_of(random_multiplier(random, bits), random.between(0, 62)), bits);
    }
  }
}
