// SPDX-License-Identifier: Apache-2.0
#include "models/units/residual_adder.hpp"

#include <deque>
#include <string>

#include "hw/cosim/rtl_model.hpp"
#include "hw/units/residual_adder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/unit_bench.hpp"

using octet::DyadicScale;
using octet::Int;
using octet::rtl::RtlModel;
using octet::rtl::RtlPort;
using octet::test::RandomSource;
using octet::test::UnitBench;

namespace {

constexpr std::uint32_t kLargestMultiplier = 0x7FFFFFFF;

struct Scales {
  DyadicScale a, b;
  int bits = 8;
};

DyadicScale scale_of(std::uint32_t multiplier, int shift) { return {multiplier, static_cast<std::uint8_t>(shift)}; }

DyadicScale random_scale(RandomSource& random, int lowest_shift, int highest_shift) {
  return scale_of(static_cast<std::uint32_t>(random.bits() >> random.between(33, 50)),
                  static_cast<int>(random.between(lowest_shift, highest_shift)));
}

/// Mostly a shift near the size of the product, so that most results are neither zero nor saturated; else any up to the
/// highest.
DyadicScale near_scale(RandomSource& random, int highest_shift) {
  const DyadicScale any = random_scale(random, 0, highest_shift);
  const int size = std::bit_width(any.multiplier);
  return random.between(0, 3) == 0
             ? any
             : scale_of(any.multiplier,
                        static_cast<int>(std::clamp<std::int64_t>(size + random.between(-2, 8), 0, highest_shift)));
}

std::int64_t golden(std::int64_t a, std::int64_t b, const Scales& s) {
  return octet::golden::residual_add(Int<16>(a), s.a, Int<16>(b), s.b, s.bits).value();
}

/// One lane fed a pair a cycle; compares every output four cycles later. The scales stand still while pairs are inside.
class Lane {
 public:
  void use(const Scales& s) {
    drain();
    scales_ = s;
    model_.port("multiplier_a_i").set(s.a.multiplier);
    model_.port("shift_a_i").set(s.a.shift);
    model_.port("multiplier_b_i").set(s.b.multiplier);
    model_.port("shift_b_i").set(s.b.shift);
    model_.port("output_bits_i").set(static_cast<std::uint64_t>(s.bits));
  }
  void feed(std::int64_t a, std::int64_t b) {
    a_.set(static_cast<std::uint16_t>(a));
    b_.set(static_cast<std::uint16_t>(b));
    inside_.push_back({a, b});
    step();
  }
  void drain() {
    while (!inside_.empty()) step();
  }
  std::uint64_t compared = 0;

 private:
  struct Pair {
    std::int64_t a, b;
  };
  void step() {
    model_.evaluate();
    // Fed in cycle t, at the output in t+4; what was fed without a gap comes out without one.
    if (age_ == 4) {
      const Pair pair = inside_.front();
      inside_.pop_front();
      const std::int64_t got = static_cast<std::int16_t>(result_.get()), want = golden(pair.a, pair.b, scales_);
      ++compared;
      if (got != want) {
        CAPTURE(pair.a, pair.b, scales_.a.multiplier, int{scales_.a.shift}, scales_.b.multiplier, int{scales_.b.shift},
                scales_.bits);
        REQUIRE(got == want);
      }
    } else {
      ++age_;
    }
    if (inside_.empty()) age_ = 0;
    model_.clock();
  }

  RtlModel model_{octet::rtl::model_directory() / "residual_adder_lane.so"};
  RtlPort a_ = model_.port("a_i"), b_ = model_.port("b_i"), result_ = model_.port("result_o");
  Scales scales_;
  std::deque<Pair> inside_;
  int age_ = 0;  ///< cycles since the oldest pair inside was fed, at most 4
};

}  // namespace

TEST_CASE("residual adder gates agree on every pair of 8-bit operands for listed scales",
          "[residual_adder][rtl][lane]") {
  Lane lane;
  const Scales listed[] = {{scale_of(128, 7), scale_of(128, 7), 8},
                           {scale_of(128, 8), scale_of(128, 8), 8},
                           {scale_of(40503, 16), scale_of(255, 9), 8},
                           {scale_of(1U << 30, 31), scale_of(kLargestMultiplier, 30), 9},
                           {scale_of(129, 15), scale_of(65535, 20), 12},
                           {scale_of(kLargestMultiplier, 31), scale_of(0, 0), 8},
                           {scale_of(1U << 30, 23), scale_of(1518500250, 24), 16}};
  for (const Scales& s : listed) {
    lane.use(s);
    for (std::int64_t a = -128; a <= 127; ++a)
      for (std::int64_t b = -128; b <= 127; ++b) lane.feed(a, b);
  }
  lane.drain();
  REQUIRE(lane.compared == std::size(listed) * 65536);
}

TEST_CASE("residual adder gates agree on corners, halves and their neighbors at every shift",
          "[residual_adder][rtl][lane]") {
  Lane lane;
  std::uint64_t halves = 0;
  const DyadicScale other = scale_of(kLargestMultiplier, 31);
  for (int shift = 0; shift <= 47; ++shift) {
    for (const std::uint32_t multiplier :
         {0U, 1U, 2U, 1U << 30, (1U << 30) + 1, kLargestMultiplier - 1, kLargestMultiplier})
      for (int bits = 8; bits <= 16; ++bits)
        for (const bool swapped : {false, true}) {
          const DyadicScale scale = scale_of(multiplier, shift);
          lane.use(swapped ? Scales{other, scale, bits} : Scales{scale, other, bits});
          for (const std::int64_t a : {-32768, -32767, -1, 0, 1, 32766, 32767})
            for (const std::int64_t b : {-32768, -1, 0, 1, 32767}) lane.feed(swapped ? b : a, swapped ? a : b);
        }
    // x * 2^up is an odd number of halves.
    if (shift == 0) continue;
    const int up = std::min(shift - 1, 30);
    const int left = shift - 1 - up;
    if (left > 14) continue;
    for (const bool swapped : {false, true}) {
      const DyadicScale scale = scale_of(1U << up, shift);
      lane.use(swapped ? Scales{scale_of(128, 7), scale, 16} : Scales{scale, scale_of(128, 7), 16});
      for (const std::int64_t odd : {-3, -1, 1, 3})
        for (const std::int64_t distance : {-1, 0, 1}) {
          const std::int64_t x = odd * (std::int64_t{1} << left) + distance;
          if (x < -32768 || x > 32767) continue;
          lane.feed(swapped ? 5 : x, swapped ? x : 5);
          ++halves;
        }
    }
  }
  lane.drain();
  CHECK(halves == 2U * 45 * 12 - 2 * 6);  // shifts 1..45; at 45 three times 2^14 passes 16 bits
  CHECK(lane.compared == 48U * 7 * 9 * 2 * 35 + halves);
}

TEST_CASE("residual adder gates agree on a million random pairs of 16 bits", "[residual_adder][rtl][lane]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  Lane lane;
  for (int scale = 0; scale < 10'000; ++scale) {
    const DyadicScale a = near_scale(random, 47), b = near_scale(random, 47);
    lane.use({a, b, static_cast<int>(random.between(8, 16))});
    for (int i = 0; i < 100; ++i)
      lane.feed(random.between(-32768, 32767) >> random.between(0, 12),
                random.between(-32768, 32767) >> random.between(0, 12));
  }
  lane.drain();
  REQUIRE(lane.compared == 1'000'000);
}

namespace {

constexpr std::size_t kA = 37, kB = 8197, kD = 18;

UnitBench bench_of(const std::string& model, std::uint32_t lanes) {
  return {model,
          1 << 14,
          {{"a_address_o", "a_data_i", 2 * lanes}, {"b_address_o", "b_data_i", 2 * lanes}},
          {{"d_strobe_o", "d_address_o", "d_data_o", 2 * lanes, 1}}};
}

std::vector<UnitBench::Field> fields_of(std::uint32_t rows, std::uint32_t columns, std::size_t a_bytes,
                                        std::size_t b_bytes, std::size_t bytes, const Scales& s) {
  return {{"rows_i", 16, rows},
          {"columns_i", 32, columns},
          {"a_bytes_i", 2, a_bytes},
          {"b_bytes_i", 2, b_bytes},
          {"element_bytes_i", 2, bytes},
          {"output_bits_i", 5, static_cast<std::uint64_t>(s.bits)},
          {"multiplier_a_i", 31, s.a.multiplier},
          {"shift_a_i", 6, s.a.shift},
          {"multiplier_b_i", 31, s.b.multiplier},
          {"shift_b_i", 6, s.b.shift},
          {"a_address_i", 32, kA, true},
          {"b_address_i", 32, kB, true},
          {"d_address_i", 32, kD, true}};
}

struct StepSize {
  std::uint32_t rows, lanes, valid, columns;  ///< of the array, the unit and the step
  std::size_t a_bytes, b_bytes, bytes;
};

/// One step on the operands in the bench's source.
void run_step(UnitBench& bench, const StepSize& z, const Scales& s) {
  CAPTURE(z.valid, z.columns, z.a_bytes, z.b_bytes, z.bytes, s.bits);
  CAPTURE(s.a.multiplier, int{s.a.shift}, s.b.multiplier, int{s.b.shift});
  const auto element = [&](std::size_t base, std::size_t size, std::size_t index) {
    const std::size_t at = base + index * size;
    return size == 1 ? std::int64_t{static_cast<std::int8_t>(bench.source[at])}
                     : std::int64_t{static_cast<std::int16_t>(bench.source[at] | bench.source[at + 1] << 8)};
  };
  const std::uint64_t cycles = bench.run(fields_of(z.valid, z.columns, z.a_bytes, z.b_bytes, z.bytes, s));
  REQUIRE(cycles == octet::machine::body_cycles(octet::machine::Opcode::add, z.valid, z.columns, z.lanes));
  bool same = true;
  for (std::size_t column = 0; column < z.columns; ++column)
    for (std::size_t row = 0; row < z.valid; ++row) {
      const std::size_t index = column * z.rows + row, to = kD + index * z.bytes;
      const std::int64_t sum = golden(element(kA, z.a_bytes, index), element(kB, z.b_bytes, index), s);
      const auto want = static_cast<std::uint16_t>(sum);
      same &= bench.written[to] == (want & 0xFF);
      same &= z.bytes == 1 || bench.written[to + 1] == want >> 8;
    }
  REQUIRE(same);
  // Padding lanes are not written.
  REQUIRE(bench.bytes_written() == std::size_t{z.valid} * z.columns * z.bytes);
}

/// Steps of random shapes, with random widths of operands and result, and noise in every lane and byte that is not
/// valid.
void run_steps(const std::string& model, std::uint32_t rows, std::uint32_t lanes) {
  RandomSource random;
  CAPTURE(octet::test::seed(), model);
  UnitBench bench = bench_of(model, lanes);
  for (int step = 0; step < 200; ++step) {
    const auto valid = static_cast<std::uint32_t>(random.between(1, rows));
    const auto columns = static_cast<std::uint32_t>(step < 40 ? 1 + step / 4 : random.between(1, 70));
    const auto a_bytes = static_cast<std::size_t>(random.between(1, 2));
    const auto b_bytes = static_cast<std::size_t>(random.between(1, 2));
    const auto bytes = static_cast<std::size_t>(random.between(1, 2));
    // Any shift, those beyond the lanes' range included.
    const Scales s{near_scale(random, 62), near_scale(random, 62),
                   bytes == 1 ? 8 : static_cast<int>(random.between(9, 16))};
    bench.fill_with_noise();
    bench.idle(random.between(0, 9));
    CAPTURE(step);
    run_step(bench, {rows, lanes, valid, columns, a_bytes, b_bytes, bytes}, s);
  }
}

}  // namespace

TEST_CASE("residual adder gates take c * groups + 4 cycles and write valid rows only, whatever the number of lanes",
          "[residual_adder][rtl][steps]") {
  run_steps("residual_adder_4x3", 4, 3);
}

TEST_CASE("residual adder gates of other sizes take c * groups + 4 cycles and write valid rows only",
          "[residual_adder][rtl][steps][sizes]") {
  run_steps("residual_adder_4x4", 4, 4);
  run_steps("residual_adder_8x3", 8, 3);
  run_steps("residual_adder_12x1", 12, 1);
}

TEST_CASE("residual adder gates clamp at both edges of the result and not before", "[residual_adder][rtl][steps]") {
  UnitBench bench = bench_of("residual_adder_4x3", 3);
  for (const std::size_t bytes : {1U, 2U}) {
    const int bits = bytes == 1 ? 8 : 16, top = (1 << (bits - 1)) - 1;
    const int edges[] = {top - 1, top, -top, -top - 1, 0};
    // Every edge and what is next to it, in every lane.
    std::size_t index = 0;
    bench.fill_with_noise();
    for (const int edge : edges)
      for (const int near : {-1, 0, 1})
        for (int row = 0; row < 4; ++row, ++index)
          for (const std::size_t byte : {0U, 1U}) {
            bench.source[kA + 2 * index + byte] = static_cast<std::uint8_t>(edge >> (8 * byte));
            bench.source[kB + 2 * index + byte] = static_cast<std::uint8_t>(near >> (8 * byte));
          }
    run_step(bench, {4, 3, 4, 15, 2, 2, bytes}, {scale_of(1, 0), scale_of(1, 0), bits});
  }
}

TEST_CASE("residual adder gates take every shift of either operand", "[residual_adder][rtl][steps]") {
  RandomSource random;
  CAPTURE(octet::test::seed());
  UnitBench bench = bench_of("residual_adder_4x3", 3);
  for (int shift = 0; shift <= 62; ++shift) {
    // Operands of 16 bits, products of up to 46: results that are small but not zero as long as there are any.
    const std::uint32_t multiplier = shift < 15 ? 1U : (1U << std::min(shift - 14, 30)) + 1;
    const DyadicScale any = scale_of(multiplier, shift), other = near_scale(random, 62);
    bench.fill_with_noise();
    for (const Scales& s : {Scales{any, other, 16}, Scales{other, any, 12}}) run_step(bench, {4, 3, 4, 9, 2, 2, 2}, s);
  }
}

TEST_CASE("residual adder gates do not end a step of 2^k columns early, and forget it at reset",
          "[residual_adder][rtl][steps]") {
  UnitBench bench = bench_of("residual_adder_4x3", 3);
  for (int k = 6; k < 32; ++k) {
    for (const std::uint32_t more : {0U, 1U, 2U}) {
      CAPTURE(k, more);
      bench.run_for(40, fields_of(4, (1U << k) + more, 1, 2, 2, Scales{scale_of(1, 0), scale_of(1, 0), 16}));
      // 35 groups, of 3 rows and of 1 by turns.
      REQUIRE(bench.bytes_written() == (18U * 3 + 17) * 2);
    }
  }
}
