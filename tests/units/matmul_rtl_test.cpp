// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "hw/cosim/rtl_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using octet::rtl::RtlModel;
using octet::rtl::RtlPort;
using octet::test::RandomSource;

namespace {

struct Sizes {
  std::string model;
  std::uint32_t rows, columns;
  bool shadow;
};

/// One step: operands as the buffers hold them, and what is expected of it.
struct Step {
  std::uint32_t rows = 0, columns = 0, depth = 0;
  bool is_unsigned = false;
  std::uint32_t a = 0, b = 0, d = 0;
  std::vector<std::int32_t> sums;  ///< [column][row]
};

/// The array between byte memories that lie anywhere, so that every bit of an address counts. Steps are started at
/// given cycles; ends and results are recorded. What a step says is noise but in its cycle.
class Bench {
 public:
  explicit Bench(const Sizes& sizes, std::uint64_t salt = 0)
      : sizes_(sizes),
        model_(octet::rtl::model_directory() / (sizes.model + ".so")),
        random_(octet::test::seed() + 1000 + salt) {
    model_.reset();
  }

  std::vector<std::uint8_t> activation = std::vector<std::uint8_t>(1 << 16),
                            weight = std::vector<std::uint8_t>(1 << 16);
  std::vector<std::int64_t> accumulator = std::vector<std::int64_t>(1 << 16, kUnwritten);  ///< by word
  std::vector<std::uint64_t> released, finished;                                           ///< cycles
  static constexpr std::int64_t kUnwritten = std::int64_t{1} << 40;

  std::uint64_t cycle = 0;
  void reset() { model_.reset(); }
  void step(const Step* start) {
    start_.set(start != nullptr ? 1 : 0);
    for (const auto& [name, bits] : kFields) model_.port(name).set(random_.bits() & ((std::uint64_t{1} << bits) - 1));
    if (start != nullptr) {
      model_.port("rows_i").set(start->rows);
      model_.port("columns_i").set(start->columns);
      model_.port("depth_i").set(start->depth);
      model_.port("a_unsigned_i").set(start->is_unsigned ? 1 : 0);
      model_.port("a_address_i").set(static_cast<std::uint32_t>(start->a + a_base_));
      model_.port("b_address_i").set(static_cast<std::uint32_t>(start->b + b_base_));
      model_.port("d_address_i").set(static_cast<std::uint32_t>(start->d + d_base_));
    }
    model_.evaluate();
    copy(activation, a_address_, a_base_, a_data_, sizes_.rows);
    copy(weight, b_address_, b_base_, b_data_, sizes_.columns);
    model_.evaluate();
    if (d_valid_.get() != 0) {
      for (std::uint32_t row = 0; row < sizes_.rows; ++row) {
        if (d_rows_.bits(row, 1) == 0) continue;
        std::int64_t& word = accumulator.at(static_cast<std::uint32_t>(d_address_.get() - d_base_) / 4 + row);
        word = static_cast<std::int32_t>(d_data_.bits(32 * row, 32));
      }
    }
    if (release_.get() != 0) released.push_back(cycle);
    if (finish_.get() != 0) finished.push_back(cycle);
    model_.clock();
    ++cycle;
  }

 private:
  /// Beyond the memory stands noise.
  void copy(const std::vector<std::uint8_t>& memory, RtlPort address, std::uint32_t base, RtlPort data,
            std::uint32_t bytes) {
    const auto from = static_cast<std::uint32_t>(address.get() - base);
    for (std::uint32_t i = 0; i < bytes; ++i)
      data.bytes()[i] =
          std::size_t{from} + i < memory.size() ? memory[from + i] : static_cast<std::uint8_t>(random_.bits());
  }
  static constexpr std::pair<const char*, int> kFields[] = {
      {"rows_i", 16},      {"columns_i", 32},   {"depth_i", 32},    {"a_unsigned_i", 1},
      {"a_address_i", 32}, {"b_address_i", 32}, {"d_address_i", 32}};
  Sizes sizes_;
  RtlModel model_;
  RandomSource random_;
  std::uint32_t a_base_ = static_cast<std::uint32_t>(random_.bits()),
                b_base_ = static_cast<std::uint32_t>(random_.bits()),
                d_base_ = static_cast<std::uint32_t>(random_.bits());
  RtlPort start_ = model_.port("start_i"), a_address_ = model_.port("a_address_o"), a_data_ = model_.port("a_data_i"),
          b_address_ = model_.port("b_address_o"), b_data_ = model_.port("b_data_i"),
          d_valid_ = model_.port("d_valid_o"), d_address_ = model_.port("d_address_o"),
          d_rows_ = model_.port("d_rows_o"), d_data_ = model_.port("d_data_o"), release_ = model_.port("release_o"),
          finish_ = model_.port("finish_o");
};

/// Gives a step of known shape random operands, and what is expected of them.
void fill(const Sizes& z, RandomSource& random, Bench& bench, Step& s) {
  const bool extreme = random.between(0, 3) == 0;
  const auto byte = [&] {
    return static_cast<std::uint8_t>(extreme ? (random.between(0, 1) == 0 ? 0x80 : 0x7F) : random.bits());
  };
  for (std::uint32_t i = 0; i < s.depth * z.rows; ++i) bench.activation.at(s.a + i) = byte();
  const std::uint32_t tiles = (s.columns + z.columns - 1) / z.columns;
  for (std::uint32_t i = 0; i < tiles * s.depth * z.columns; ++i) bench.weight.at(s.b + i) = byte();
  for (std::uint32_t column = 0; column < s.columns; ++column) {
    for (std::uint32_t row = 0; row < s.rows; ++row) {
      std::int64_t sum = 0;
      for (std::uint32_t k = 0; k < s.depth; ++k) {
        const std::uint8_t left = bench.activation[s.a + k * z.rows + row];
        const std::uint8_t right =
            bench.weight[s.b + ((column / z.columns) * s.depth + k) * z.columns + column % z.columns];
        sum += (s.is_unsigned ? std::int64_t{left} : std::int64_t{static_cast<std::int8_t>(left)}) *
               static_cast<std::int8_t>(right);
      }
      s.sums.push_back(static_cast<std::int32_t>(sum));
    }
  }
}

Step random_step(const Sizes& z, RandomSource& random, Bench& bench, std::uint32_t a, std::uint32_t b,
                 std::uint32_t d) {
  Step s;
  s.rows = static_cast<std::uint32_t>(random.between(1, z.rows));
  s.columns = static_cast<std::uint32_t>(random.between(1, 3 * z.columns));
  // Depths below, at and above the columns of a tile: the drain is the longer part of some tiles.
  s.depth =
      static_cast<std::uint32_t>(random.between(0, 2) == 0 ? random.between(1, 300) : random.between(1, 2 * z.columns));
  s.is_unsigned = random.between(0, 1) == 1;
  s.a = a;
  s.b = b;
  s.d = d;
  fill(z, random, bench, s);
  return s;
}

/// docs/machine.md, "Bodies": ends of a step granted in cycle t, after a drain that ends in `drained`.
struct Ends {
  std::uint64_t occupancy, finish;
};
Ends expected(const Sizes& z, const Step& s, std::uint64_t granted, std::uint64_t& drained) {
  std::uint64_t m_start = granted, handover = 0;
  for (std::uint32_t left = s.columns; left > 0;) {
    const std::uint32_t n = std::min(left, z.columns);
    const std::uint64_t m_end = m_start + s.depth;
    handover = std::max(m_end, drained);
    drained = handover + n;
    m_start = z.shadow ? handover : drained;
    left -= n;
  }
  return {z.shadow ? handover : drained, drained};
}

void compare(const Sizes& z, const Step& s, const Bench& bench) {
  for (std::uint32_t column = 0; column < s.columns; ++column) {
    for (std::uint32_t row = 0; row < z.rows; ++row) {
      const std::int64_t got = bench.accumulator[s.d / 4 + column * z.rows + row];
      CAPTURE(row, column, s.rows, s.columns, s.depth, s.is_unsigned);
      REQUIRE(got == (row < s.rows ? std::int64_t{s.sums[column * s.rows + row]} : Bench::kUnwritten));
    }
  }
}

void run_steps(const Sizes& z, int count, std::uint64_t salt = 0) {
  RandomSource random(octet::test::seed() + salt);
  CAPTURE(octet::test::seed(), z.model);
  Bench bench(z, salt);
  std::uint64_t drained = 0;
  std::deque<Step> unfinished;
  for (int i = 0; i < count; ++i) {
    const std::uint32_t slot = static_cast<std::uint32_t>(i % 3);
    const Step step = random_step(z, random, bench, slot * 4096, slot * 16384, slot * 4096);
    std::fill_n(bench.accumulator.begin() + slot * 1024, 1024, Bench::kUnwritten);
    // At once after the last step's occupancy, or some cycles later.
    if (random.between(0, 2) == 0)
      for (std::int64_t gap = random.between(1, 20); gap > 0; --gap) bench.step(nullptr);
    const std::uint64_t granted = bench.cycle;
    const Ends ends = expected(z, step, granted, drained);
    unfinished.push_back(step);
    bench.step(&step);
    while (bench.released.size() < static_cast<std::size_t>(i + 1)) {
      REQUIRE(bench.cycle <= ends.occupancy);
      bench.step(nullptr);
    }
    REQUIRE(bench.released.back() == ends.occupancy);
    // The step before has finished by now at the latest; its last column was written in that cycle.
    REQUIRE(bench.finished.size() + 1 >= static_cast<std::size_t>(i + 1));
    if (random.between(0, 3) == 0) {
      while (bench.cycle <= ends.finish) bench.step(nullptr);
      REQUIRE(bench.finished.size() == static_cast<std::size_t>(i + 1));
      REQUIRE(bench.finished.back() == ends.finish);
    }
    while (unfinished.size() > static_cast<std::size_t>(i + 1) - bench.finished.size()) {
      compare(z, unfinished.front(), bench);
      unfinished.pop_front();
    }
  }
}

}  // namespace

TEST_CASE("matmul gates give the sums and take the cycles of the contract, with shadow accumulators",
          "[matmul][rtl][steps]") {
  for (int i = 0; i < 10; ++i) run_steps({"matmul_4x4", 4, 4, true}, 30, static_cast<std::uint64_t>(i));
}

TEST_CASE("matmul gates of 8 rows give the sums and take the cycles of the contract", "[matmul][rtl][steps][sizes]") {
  run_steps({"matmul_8x4", 8, 4, true}, 150);
}

TEST_CASE("matmul gates give the sums and take the cycles of the contract, without shadow accumulators",
          "[matmul][rtl][steps][sizes]") {
  run_steps({"matmul_4x4_single", 4, 4, false}, 300);
  run_steps({"matmul_4x8_single", 4, 8, false}, 150);
}

TEST_CASE("matmul gates sum 12000 products", "[matmul][rtl][steps]") {
  const Sizes z{"matmul_4x4", 4, 4, true};
  RandomSource random;
  CAPTURE(octet::test::seed());
  Bench bench(z);
  for (const bool is_unsigned : {false, true}) {
    Step step{.rows = 4, .columns = 4, .depth = 12'000, .is_unsigned = is_unsigned, .sums = {}};
    fill(z, random, bench, step);
    std::uint64_t drained = 0;
    const Ends ends = expected(z, step, bench.cycle, drained);
    bench.step(&step);
    while (bench.cycle <= ends.finish) bench.step(nullptr);
    REQUIRE(!bench.finished.empty());
    REQUIRE(bench.finished.back() == ends.finish);
    compare(z, step, bench);
  }
}

TEST_CASE("matmul gates do not end a step of 2^k columns or depth early, and forget it at reset",
          "[matmul][rtl][steps]") {
  Bench bench({"matmul_4x4", 4, 4, true});
  for (int k = 6; k < 32; ++k) {
    for (const std::uint32_t more : {0U, 1U, 2U}) {
      for (const bool deep : {false, true}) {
        CAPTURE(k, more, deep);
        const std::uint32_t large = (1U << k) + more;
        const Step step{.rows = 4, .columns = deep ? 5 : large, .depth = deep ? large : 3, .sums = {}};
        bench.step(&step);
        for (int cycle = 0; cycle < 40; ++cycle) bench.step(nullptr);
        bench.reset();
        for (int cycle = 0; cycle < 20; ++cycle) bench.step(nullptr);
        REQUIRE(bench.released.empty());
        REQUIRE(bench.finished.empty());
      }
    }
  }
}
