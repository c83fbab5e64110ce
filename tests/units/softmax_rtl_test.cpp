// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "hw/cosim/rtl_model.hpp"
#include "hw/units/softmax.hpp"
#include "models/units/softmax.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/unit_bench.hpp"
#include "tests/units/softmax_scales.hpp"

using octet::DyadicScale;
using octet::UInt;
using octet::program::Opcode;
using octet::test::random_multiplier;
using octet::test::RandomSource;
using octet::test::scale_of;
using octet::test::UnitBench;

namespace {

constexpr std::uint32_t kScores = 0x20, kP = 0x15, kD = 0x123;  // bytes: no alignment is needed

struct Step {
  std::uint32_t rows, columns, element_bytes = 2;
  int score_align = 4;
  std::uint64_t keys;
  bool causal = false;
  std::uint64_t position = 0;
  bool plain = false;
  DyadicScale context = octet::test::kPlainContext;
  int multiplier_bits = 16;
};

std::uint32_t word_at(const std::vector<int>& bytes, std::size_t address) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    REQUIRE(bytes.at(address + i) >= 0);
    word |= static_cast<std::uint32_t>(bytes[address + i]) << (8 * i);
  }
  return word;
}

/// The whole unit and what golden says of its scores.
class Steps {
 public:
  Steps(const std::string& model, std::uint32_t rows, std::uint32_t lanes, std::size_t bytes = 1 << 12)
      : rows_(rows),
        lanes_(lanes),
        bench_(model, bytes, {{"a_address_o", "a_data_i", 2 * lanes}},
               {{"d_strobe_o", "d_address_o", "d_data_o", lanes, 1},
                {"p_strobe_o", "p_address_o", "p_data_o", lanes, 8}}) {}

  /// `score(row, key)` gives the scores that take part; everything else, masked keys too, is noise.
  template <class Score>
  void run(const Step& s, Score score) {
    CAPTURE(s.rows, s.columns, s.element_bytes, s.score_align, s.keys, s.causal, s.position, s.plain);
    CAPTURE(s.context.multiplier, int{s.context.shift}, s.multiplier_bits);
    bench_.fill_with_noise();
    std::vector<std::int16_t> scores(std::size_t{s.rows} * s.columns);
    for (std::uint32_t r = 0; r < s.rows; ++r) {
      for (std::uint32_t key = 0; key < valid(s, r); ++key) {
        const std::int16_t x = scores[r * s.columns + key] = score(r, key);
        for (std::uint32_t byte = 0; byte < s.element_bytes; ++byte)
          bench_.source.at(kScores + (key * rows_ + r) * s.element_bytes + byte) =
              static_cast<std::uint8_t>(x >> (8 * byte));
      }
    }
    const std::uint32_t d = s.plain ? kD : kD + 8 * rows_;
    REQUIRE(bench_.run(fields_of(s, d)) ==
            octet::machine::body_cycles(s.plain ? Opcode::softmax_plain : Opcode::softmax, s.rows, s.columns, lanes_));
    for (std::uint32_t r = 0; r < s.rows; ++r) check_row(s, r, d, {scores.data() + r * s.columns, s.columns});
    // Nothing of padding lanes, and no row scales of a plain softmax.
    REQUIRE(bench_.bytes_written() == std::size_t{s.rows} * (s.columns + (s.plain ? 0 : 8)));
  }
  void idle(std::int64_t cycles) { bench_.idle(cycles); }
  /// The first cycles of a longer step, then a reset; returns the bytes written.
  std::size_t run_for(int cycles, const Step& s) {
    bench_.run_for(cycles, fields_of(s, kD));
    return bench_.bytes_written();
  }
  std::uint32_t rows() const { return rows_; }

 private:
  static std::vector<UnitBench::Field> fields_of(const Step& s, std::uint32_t d) {
    return {{"rows_i", 16, s.rows},
            {"columns_i", 32, s.columns},
            {"element_bytes_i", 2, s.element_bytes},
            {"score_align_i", 4, static_cast<std::uint64_t>(s.score_align)},
            {"keys_i", 32, s.keys},
            {"causal_i", 1, s.causal ? 1U : 0U},
            {"position_i", 32, s.position},
            {"divide_i", 1, s.plain ? 1U : 0U},
            {"multiplier_i", 31, s.context.multiplier},
            {"shift_i", 6, s.context.shift},
            {"multiplier_bits_i", 5, static_cast<std::uint64_t>(s.multiplier_bits)},
            {"a_address_i", 32, kScores, true},
            {"p_address_i", 32, kP, true},
            {"d_address_i", 32, d, true}};
  }
  static std::size_t valid(const Step& s, std::uint32_t row) {
    const std::uint64_t keys = std::min<std::uint64_t>(s.keys, s.columns);
    return s.causal ? std::min(keys, s.position + row + 1) : keys;
  }
  void check_row(const Step& s, std::uint32_t r, std::uint32_t d, std::span<const std::int16_t> scores) {
    const octet::golden::ExpConstants constants = octet::golden::exp_constants_of(s.score_align);
    std::vector<std::uint8_t> want(s.columns);
    if (s.plain) {
      octet::golden::softmax(scores, valid(s, r), constants, want);
    } else {
      const UInt<32> sum = octet::golden::attention_softmax(scores, valid(s, r), constants, want);
      const DyadicScale scale = octet::golden::row_scale(sum, s.context, s.multiplier_bits);
      CAPTURE(r, sum.raw());
      REQUIRE(word_at(bench_.written, kP + 8 * r) == scale.multiplier);
      REQUIRE(word_at(bench_.written, kP + 8 * r + 4) == scale.shift);
    }
    for (std::uint32_t key = 0; key < s.columns; ++key) {
      const int got = bench_.written[d + key * rows_ + r];
      if (got != want[key]) {
        CAPTURE(r, key);
        REQUIRE(got == int{want[key]});
      }
    }
  }

  std::uint32_t rows_, lanes_;
  UnitBench bench_;
};

void run_random_steps(Steps& unit, int steps) {
  RandomSource random;
  for (int step = 0; step < steps; ++step) {
    CAPTURE(octet::test::seed(), step);
    Step s{.rows = static_cast<std::uint32_t>(random.between(1, unit.rows())),
           .columns = static_cast<std::uint32_t>(random.between(1, step % 4 == 0 ? 3 : 50)),
           .keys = 0};
    s.element_bytes = static_cast<std::uint32_t>(random.between(1, 2));
    const int bits = s.element_bytes == 1 ? 8 : static_cast<int>(random.between(8, 16));
    s.score_align = static_cast<int>(random.between(0, octet::golden::kMostScoreAlign));
    // All keys in half of the steps, else any number from none to all.
    s.keys = random.between(0, 1) == 0 ? s.columns : static_cast<std::uint64_t>(random.between(0, s.columns));
    s.causal = random.between(0, 2) == 0;
    // Near the row's keys, or far behind them, by any one bit.
    s.position = random.between(0, 2) != 0 ? static_cast<std::uint64_t>(random.between(0, s.columns))
                                           : std::uint64_t{1} << random.between(0, 31);
    s.plain = random.between(0, 1) == 0;
    s.multiplier_bits = static_cast<int>(random.between(2, 31));
    s.context = scale_of(random_multiplier(random, s.multiplier_bits), random.between(0, 62));
    if (step % 16 == 0) s.context = {};
    // Wide and narrow rows: all differences, and those whose exponentials are not zero.
    const int narrow = static_cast<int>(random.between(0, bits - 1));
    const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
    unit.run(s, [&](std::uint32_t, std::uint32_t) {
      return static_cast<std::int16_t>(random.between(-top - 1, top) >> narrow);
    });
    unit.idle(random.between(0, 2) * random.between(0, 30));
  }
}

}  // namespace

TEST_CASE("softmax gates take groups * (passes * keys + 32) + 8 cycles and write valid rows only",
          "[softmax][rtl][steps]") {
  Steps uneven("softmax_4x3", 4, 3);
  run_random_steps(uneven, 600);
}

TEST_CASE("softmax gates of other sizes take groups * (passes * keys + 32) + 8 cycles and write valid rows only",
          "[softmax][rtl][steps][sizes]") {
  Steps square("softmax_4x4", 4, 4), single("softmax_4x1", 4, 1), edge("softmax_12x5", 12, 5);
  run_random_steps(square, 200);
  run_random_steps(single, 200);
  run_random_steps(edge, 500);
}

TEST_CASE("softmax gates agree on rows of equal, of extreme and of masked scores", "[softmax][rtl][steps]") {
  const auto run = [](Steps& unit) {
    for (const bool plain : {false, true}) {
      for (const auto& [bits, align] : {std::pair{8, 7}, {8, 12}, {10, 5}, {11, 5}, {16, 0}, {16, 12}}) {
        const auto top = static_cast<std::int16_t>((1 << (bits - 1)) - 1), bottom = static_cast<std::int16_t>(-top - 1);
        Step s{.rows = unit.rows(), .columns = 9, .score_align = align, .keys = 9, .plain = plain};
        unit.run(s, [&](auto, auto) { return bottom; });
        unit.run(s, [&](auto, auto) { return top; });
        unit.run(s, [&](auto r, auto key) { return key % 4 == r ? top : bottom; });
        for (const std::uint64_t keys : {0U, 1U, 8U}) {
          s.keys = keys;
          unit.run(s, [&](auto r, auto) { return static_cast<std::int16_t>(r); });
        }
        s.keys = 9;
        s.causal = true;
        for (const std::uint64_t position : {0ULL, 1ULL, 5ULL, 8ULL, 0xFFFFFFFFULL}) {
          s.position = position;
          unit.run(s, [&](auto r, auto key) { return static_cast<std::int16_t>(key * r); });
        }
      }
    }
  };
  Steps uneven("softmax_4x3", 4, 3), edge("softmax_12x5", 12, 5);
  run(uneven);
  run(edge);
}

TEST_CASE("softmax gates agree on rows so long that a probability rounds to zero", "[softmax][rtl][steps]") {
  Steps uneven("softmax_4x3", 4, 3, 1 << 16), edge("softmax_12x5", 12, 5, 1 << 17);
  const auto run = [](Steps& unit, std::uint32_t keys) {
    Step s{.rows = unit.rows(), .columns = keys, .keys = keys, .plain = true};
    // Masked far out, too.
    s.causal = keys % 2 == 1;
    s.position = keys - unit.rows();
    // A peak over more and more of the others.
    unit.run(s, [&](auto r, auto key) { return static_cast<std::int16_t>(key == 7 ? 0 : -400 * static_cast<int>(r)); });
  };
  for (const std::uint32_t keys : {255U, 256U, 257U, 511U, 512U, 513U, 514U, 515U, 2100U, 4113U}) {
    run(uneven, keys);
    run(edge, keys);
  }
}

TEST_CASE("softmax gates do not end a step of 2^k keys early, and forget every phase at reset",
          "[softmax][rtl][steps]") {
  Steps unit("softmax_4x3", 4, 3);
  for (int k = 6; k < 32; ++k) {
    for (const std::uint32_t more : {0U, 1U, 2U}) {
      CAPTURE(k, more);
      // Still in the first pass.
      REQUIRE(unit.run_for(60, {.rows = 4, .columns = (1U << k) + more, .keys = 1U << k}) == 0);
    }
  }
  for (int cycles = 1; cycles < 60; ++cycles) {
    unit.run_for(cycles, {.rows = 4, .columns = 6, .keys = 6, .plain = cycles % 2 == 0});
  }
}

TEST_CASE("softmax gates agree on sums of 26 bits", "[softmax][rtl][steps]") {
  Steps unit("softmax_4x3", 4, 3, 1 << 20);
  constexpr std::uint32_t kKeys = 0x27FFF;  // every lower bit counts
  Step s{.rows = 3, .columns = kKeys, .element_bytes = 1, .score_align = 7, .keys = kKeys, .causal = true};
  s.position = kKeys - 3;  // the rows lose two, one and no key
  s.context = scale_of(0x6ED9EBA1, 20);
  s.multiplier_bits = 31;
  unit.run(s,
           [](auto r, auto key) { return static_cast<std::int16_t>(key % (r == 0 ? 1000 : 2 * r + 1) == 0 ? -5 : 0); });
}

TEST_CASE("softmax gates leave out what lies beyond the last key, or beyond the row, in rows of 2^15 keys",
          "[softmax][rtl][steps]") {
  Steps unit("softmax_4x3", 4, 3, 1 << 18);
  constexpr std::uint32_t kKeys = 0x7FFF;
  // Each bit of either limit is once set and once not, with keys on both sides of it.
  for (const std::uint32_t limit : {0x2AAAU, 0x5555U}) {
    for (const bool causal : {false, true}) {
      Step s{.rows = 3, .columns = kKeys, .element_bytes = 1, .score_align = 7, .keys = causal ? kKeys : limit};
      s.causal = causal;
      s.position = limit;
      unit.run(s, [](auto r, auto key) { return static_cast<std::int16_t>(-static_cast<int>((key + r) % 5)); });
    }
  }
}
