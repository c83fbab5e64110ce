// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <limits>
#include <vector>

#include "hw/cosim/rtl_model.hpp"
#include "models/units/requantizer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/unit_bench.hpp"
#include "tests/support/wide.hpp"

using octet::DyadicScale;
using octet::Int;
using octet::rtl::RtlModel;
using octet::rtl::RtlPort;
using octet::test::RandomSource;
using octet::test::UnitBench;
using octet::test::Wide;

namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();

struct Value {
  std::int64_t accumulator = 0, bias = 0;
  DyadicScale scale;
  int bits = 8;
};

/// By division in 128 bits: shares nothing with the unit or the golden model.
std::int64_t reference(const Value& v) {
  const Wide rounded = octet::test::round_divide(Wide{v.accumulator + v.bias} * v.scale.multiplier,
                                                 octet::test::power_of_two(v.scale.shift));
  const auto top = static_cast<std::int64_t>(octet::test::power_of_two(v.bits - 1)) - 1;
  return octet::test::limit(rounded, -top - 1, top);
}

/// One lane fed a value a cycle, or nothing; compares every output four cycles later.
class Lane {
 public:
  void feed(const Value& v) {
    accumulator_.set(static_cast<std::uint32_t>(v.accumulator));
    bias_.set(static_cast<std::uint32_t>(v.bias));
    multiplier_.set(v.scale.multiplier);
    shift_.set(v.scale.shift);
    bits_.set(static_cast<std::uint64_t>(v.bits));
    step(&v);
  }
  /// A cycle whose inputs are noise and whose output nobody looks at.
  void bubble(RandomSource& random) {
    accumulator_.set(random.bits() & 0xFFFFFFFF);
    multiplier_.set(random.bits() & 0x7FFFFFFF);
    step(nullptr);
  }
  void drain() {
    for (int i = 0; i < 4; ++i) step(nullptr);
  }
  std::uint64_t compared = 0;

 private:
  struct Expected {
    bool valid;
    Value value;
  };
  void step(const Value* value) {
    model_.evaluate();
    if (pipeline_.size() == 4) {
      check(pipeline_.front());
      pipeline_.pop_front();
    }
    pipeline_.push_back({value != nullptr, value != nullptr ? *value : Value{}});
    model_.clock();
  }
  void check(const Expected& expected) {
    if (!expected.valid) return;
    const Value& v = expected.value;
    const std::int64_t got = static_cast<std::int16_t>(result_.get()), want = reference(v);
    const std::int64_t golden =
        octet::golden::requantize(Int<32>(v.accumulator), Int<32>(v.bias), v.scale, v.bits).value();
    ++compared;
    if (got != want || golden != want) {
      CAPTURE(v.accumulator, v.bias, v.scale.multiplier, int{v.scale.shift}, v.bits, golden);
      REQUIRE(got == want);
      REQUIRE(golden == want);
    }
  }

  RtlModel model_{octet::rtl::model_directory() / "requantizer_lane.so"};
  RtlPort accumulator_ = model_.port("accumulator_i"), bias_ = model_.port("bias_i"),
          multiplier_ = model_.port("multiplier_i"), shift_ = model_.port("shift_i"),
          bits_ = model_.port("output_bits_i"), result_ = model_.port("result_o");
  std::deque<Expected> pipeline_;
};

DyadicScale scale_of(std::uint64_t multiplier, int shift) {
  return {static_cast<std::uint32_t>(multiplier), static_cast<std::uint8_t>(shift)};
}

}  // namespace

TEST_CASE("requantizer gates agree on corners of every shift", "[requantizer][rtl]") {
  Lane lane;
  for (int shift = 0; shift <= 62; ++shift) {
    for (const std::int64_t accumulator :
         {kLeast, kLeast + 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, kMost - 1, kMost}) {
      for (const std::uint64_t multiplier : {0U, 1U, 2U, 0x40000000U, 0x40000001U, 0x7FFFFFFEU, 0x7FFFFFFFU}) {
        for (int bits = 8; bits <= 16; ++bits) lane.feed({accumulator, 0, scale_of(multiplier, shift), bits});
      }
    }
  }
  lane.drain();
  REQUIRE(lane.compared == 63U * 7 * 7 * 9);
}

TEST_CASE("requantizer gates agree one half, and one half plus and minus one, at every shift", "[requantizer][rtl]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Lane lane;
  for (int shift = 1; shift <= 62; ++shift) {
    // Exactly one half: an odd multiple of 2^(shift-1), split between accumulator and multiplier.
    int halves = 0;
    for (int in_accumulator = 0; in_accumulator <= 31; ++in_accumulator) {
      const int in_multiplier = shift - 1 - in_accumulator;
      if (in_multiplier < 0 || in_multiplier > 30) continue;
      for (const std::int64_t odd : {-9, -3, -1, 1, 3, 127, 255, 257}) {
        const Wide accumulator = Wide{odd} * octet::test::power_of_two(in_accumulator);
        if (accumulator < kLeast || accumulator > kMost) continue;
        lane.feed({static_cast<std::int64_t>(accumulator), 0, scale_of(std::uint64_t{1} << in_multiplier, shift), 16});
        ++halves;
      }
    }
    REQUIRE(halves > 0);
    // Products as near to one half as a random multiplier allows: those just below, at, and above.
    for (int i = 0; i < 200; ++i) {
      const std::int64_t multiplier = random.between(std::int64_t{1} << 30, kMost);
      const Wide half = (2 * Wide{random.between(-40, 40)} + 1) * octet::test::power_of_two(shift - 1);
      const Wide near = octet::test::floor_divide(half, multiplier);
      for (Wide accumulator = near - 1; accumulator <= near + 2; ++accumulator) {
        if (accumulator < kLeast || accumulator > kMost) continue;
        lane.feed(
            {static_cast<std::int64_t>(accumulator), 0, scale_of(static_cast<std::uint64_t>(multiplier), shift), 16});
      }
    }
    // Exactly one half plus and minus one: accumulator = (2^(shift-1) +- 1) / multiplier modulo 2^shift, where it fits.
    int exact = 0;
    for (int tries = 0; tries < 1 << 14 && exact < 40; ++tries) {
      const std::uint64_t multiplier =
          (static_cast<std::uint64_t>(random.between(std::int64_t{1} << 30, kMost)) | 1) & 0x7FFFFFFF;
      const std::uint64_t target = (std::uint64_t{1} << (shift - 1)) + ((tries & 1) != 0 ? 1 : ~std::uint64_t{0});
      const int up = 64 - shift;
      const std::int64_t accumulator =
          static_cast<std::int64_t>((target * octet::test::inverse(multiplier)) << up) >> up;
      if (accumulator < kLeast || accumulator > kMost) continue;
      lane.feed({accumulator, 0, scale_of(multiplier, shift), 16});
      ++exact;
    }
    if (shift <= 40) REQUIRE(exact == 40);
  }
  lane.drain();
}

TEST_CASE("requantizer gates agree on 100000 random values with random gaps between them", "[requantizer][rtl]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Lane lane;
  for (int i = 0; i < 100'000; ++i) {
    while (random.between(0, 4) == 0) lane.bubble(random);
    const std::int64_t sum = random.between(kLeast, kMost) >> random.between(0, 31);
    const std::int64_t bias = random.between(-(1 << 20), 1 << 20);
    const std::int64_t accumulator = octet::test::limit(sum - bias, kLeast, kMost);
    const Value value{accumulator, octet::test::limit(sum, kLeast, kMost) - accumulator,
                      scale_of(static_cast<std::uint64_t>(random.between(std::int64_t{1} << 30, kMost)),
                               static_cast<int>(random.between(0, 62))),
                      static_cast<int>(random.between(8, 16))};
    lane.feed(value);
  }
  lane.drain();
  REQUIRE(lane.compared == 100'000);
}

namespace {

void put32(std::vector<std::uint8_t>& memory, std::size_t address, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) memory.at(address + i) = static_cast<std::uint8_t>(value >> (8 * i));
}

constexpr std::uint32_t kA = 37, kP = (1 << 13) + 5, kD = 18;  // bytes: no alignment is needed

struct Step {
  std::uint32_t rows, columns, mode, element_bytes;
  int bits;
  DyadicScale uniform;
};

UnitBench bench_of(const std::string& model, std::uint32_t lanes) {
  return {model,
          1 << 14,
          {{"a_address_o", "a_data_i", 4 * lanes},
           {"column_address_o", "column_data_i", 16},
           {"row_address_o", "row_data_i", 8 * lanes}},
          {{"d_strobe_o", "d_address_o", "d_data_o", 2 * lanes, 1}}};
}

std::vector<UnitBench::Field> fields_of(const Step& s) {
  return {{"rows_i", 16, s.rows},
          {"columns_i", 32, s.columns},
          {"mode_i", 8, s.mode},
          {"element_bytes_i", 8, s.element_bytes},
          {"output_bits_i", 5, static_cast<std::uint64_t>(s.bits)},
          {"multiplier_i", 31, s.uniform.multiplier},
          {"shift_i", 6, s.uniform.shift},
          {"a_address_i", 32, kA, true},
          {"p_address_i", 32, kP, true},
          {"d_address_i", 32, kD, true}};
}

void run_steps(const std::string& model, std::uint32_t rows, std::uint32_t lanes) {
  RandomSource random;
  CAPTURE(octet::test::seed(), model);
  UnitBench unit = bench_of(model, lanes);
  for (int step = 0; step < 200; ++step) {
    const auto bytes = static_cast<std::uint32_t>(random.between(1, 2));
    // Sums of any size, and scales of any that bring most of them into the range: every bit of both counts.
    const auto smaller = random.between(0, 20);
    const auto random_scale = [&] {
      const auto size = random.between(1, 31);
      const auto shift = random.between(0, 9) == 0
                             ? random.between(0, 62)
                             : std::clamp<std::int64_t>(size + 27 - smaller - random.between(6, 16), 0, 62);
      return scale_of(
          static_cast<std::uint64_t>(random.between(std::int64_t{1} << (size - 1), (std::int64_t{1} << size) - 1)),
          static_cast<int>(shift));
    };
    const Step s{static_cast<std::uint32_t>(random.between(1, rows)),
                 static_cast<std::uint32_t>(random.between(1, 40)),
                 static_cast<std::uint32_t>(step % 3),
                 bytes,
                 bytes == 1 ? 8 : static_cast<int>(random.between(9, 16)),
                 random_scale()};
    std::vector<Value> values(std::size_t{rows} * s.columns);
    std::vector<DyadicScale> scale(std::max(rows, s.columns));
    std::vector<std::int64_t> bias(s.columns);
    for (DyadicScale& x : scale) x = random_scale();
    for (std::int64_t& x : bias) x = random.between(-100'000'000, 100'000'000) >> smaller;
    // Noise everywhere first: nothing but the step's own entries may matter.
    unit.fill_with_noise();
    if (s.mode == 0) {
      for (std::uint32_t c = 0; c < s.columns; ++c) {
        put32(unit.source, kP + 16 * c, static_cast<std::uint32_t>(bias[c]));
        put32(unit.source, kP + 16 * c + 4, scale[c].multiplier);
        put32(unit.source, kP + 16 * c + 8, scale[c].shift);
      }
    } else if (s.mode == 2) {
      for (std::uint32_t r = 0; r < s.rows; ++r) {
        put32(unit.source, kP + 8 * r, scale[r].multiplier);
        put32(unit.source, kP + 8 * r + 4, scale[r].shift);
      }
    }
    for (std::uint32_t c = 0; c < s.columns; ++c) {
      for (std::uint32_t r = 0; r < s.rows; ++r) {
        Value& v = values[c * rows + r];
        v.accumulator = random.between(-100'000'000, 100'000'000) >> smaller;
        v.bias = s.mode == 0 ? bias[c] : 0;
        v.scale = s.mode == 0 ? scale[c] : s.mode == 1 ? s.uniform : scale[r];
        v.bits = s.bits;
        put32(unit.source, kA + 4 * (c * rows + r), static_cast<std::uint32_t>(v.accumulator));
      }
    }
    CAPTURE(step, s.rows, s.columns, s.mode, s.element_bytes);
    REQUIRE(unit.run(fields_of(s)) == std::uint64_t{s.columns} * ((s.rows + lanes - 1) / lanes) + 4);
    for (std::uint32_t c = 0; c < s.columns; ++c) {
      for (std::uint32_t r = 0; r < s.rows; ++r) {
        const auto want = static_cast<std::uint16_t>(reference(values[c * rows + r]));
        const std::size_t at = kD + (c * rows + r) * s.element_bytes;
        CAPTURE(r, c);
        REQUIRE(unit.written[at] == (want & 0xFF));
        if (s.element_bytes == 2) REQUIRE(unit.written[at + 1] == want >> 8);
      }
    }
    // Padding lanes are not written.
    REQUIRE(unit.bytes_written() == std::size_t{s.rows} * s.columns * s.element_bytes);
    unit.idle(random.between(0, 2) * random.between(0, 9));
  }
}

}  // namespace

TEST_CASE("requantizer gates take c * groups + 4 cycles and write valid rows only, in three modes",
          "[requantizer][rtl][steps]") {
  run_steps("requantizer_4x2", 4, 2);
}

TEST_CASE("requantizer gates of other sizes take c * groups + 4 cycles and write valid rows only",
          "[requantizer][rtl][steps][sizes]") {
  run_steps("requantizer_4x4", 4, 4);
  run_steps("requantizer_8x2", 8, 2);
}

TEST_CASE("requantizer gates do not end a step of 2^k columns early, and forget it at reset",
          "[requantizer][rtl][steps]") {
  UnitBench unit = bench_of("requantizer_4x2", 2);
  for (int k = 6; k < 32; ++k) {
    for (const std::uint32_t more : {0U, 1U, 2U}) {
      CAPTURE(k, more);
      const Step s{4, (1U << k) + more, 1, 2, 16, scale_of(1 << 30, 30)};
      unit.run_for(40, fields_of(s));
      REQUIRE(unit.bytes_written() == 35U * 2 * 2);
    }
  }
}
