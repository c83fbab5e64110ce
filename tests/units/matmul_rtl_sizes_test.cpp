// SPDX-License-Identifier: Apache-2.0
// The gates of the array at several sizes: every product of two bytes, and a million accumulators against plain sums,
// corners of both operands among them, steps back to back and with random gaps.
#include <algorithm>
#include <iostream>

#include "hw/cosim/rtl_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"
#include "tests/units/rtl_sizes.hpp"

using octet::rtl::RtlModel;
using octet::rtl::RtlPort;
using octet::test::RandomSource;

namespace {

struct ArraySize {
  std::string model;
  std::uint32_t rows, columns;
  bool shadow = true;
};

std::vector<ArraySize> array_sizes() {
  if (octet::test::full_sizes())
    return {{"matmul_8x8", 8, 8}, {"matmul_16x4_single", 16, 4, false}, {"matmul_32x32", 32, 32}};
  return {{"matmul_4x4", 4, 4}, {"matmul_8x16", 8, 16}, {"matmul_16x16", 16, 16}};
}

/// One step of the array and the sums that it must write, [column][row].
struct Step {
  std::uint32_t rows, columns, depth;
  bool is_unsigned;
  std::vector<std::uint8_t> a, b;
  std::vector<std::int32_t> sums;
};

std::uint8_t operand(RandomSource& random, int kind) {
  if (kind == 0) return random.between(0, 1) == 0 ? 0x80 : 0x7F;  // the extremes of signed operands
  if (kind == 1) return random.between(0, 1) == 0 ? 0xFF : 0x00;
  return static_cast<std::uint8_t>(random.bits());
}

/// What a step with its operands must write.
void add_sums(const ArraySize& size, Step& s) {
  for (std::uint32_t column = 0; column < s.columns; ++column)
    for (std::uint32_t row = 0; row < s.rows; ++row) {
      std::int64_t sum = 0;
      for (std::uint32_t k = 0; k < s.depth; ++k) {
        const std::uint8_t left = s.a[std::size_t{k} * size.rows + row];
        const std::uint8_t right =
            s.b[(std::size_t{column / size.columns} * s.depth + k) * size.columns + column % size.columns];
        sum += (s.is_unsigned ? std::int64_t{left} : std::int64_t{static_cast<std::int8_t>(left)}) *
               static_cast<std::int8_t>(right);
      }
      s.sums.push_back(static_cast<std::int32_t>(sum));
    }
}

Step draw_step(const ArraySize& size, RandomSource& random) {
  Step s{};
  s.rows = static_cast<std::uint32_t>(random.between(0, 1) == 0 ? size.rows : random.between(1, size.rows));
  s.columns = static_cast<std::uint32_t>(random.between(1, 3 * size.columns));
  // Shorter and longer than a drain.
  s.depth = static_cast<std::uint32_t>(random.between(1, random.between(0, 3) == 0 ? 100 : 2 * size.columns));
  s.is_unsigned = random.between(0, 1) == 1;
  const std::uint32_t tiles = (s.columns + size.columns - 1) / size.columns;
  s.a.resize(std::size_t{s.depth} * size.rows);
  s.b.resize(std::size_t{tiles} * s.depth * size.columns);
  const int kind = static_cast<int>(random.between(0, 7));
  for (std::uint8_t& x : s.a) x = operand(random, kind);
  for (std::uint8_t& x : s.b) x = operand(random, kind);
  add_sums(size, s);
  return s;
}

/// The array between operand memories of the last two steps: one may drain while the next multiplies.
class Bench {
 public:
  explicit Bench(const ArraySize& size) : size_(size), model_(octet::rtl::model_directory() / (size.model + ".so")) {
    model_.reset();
  }
  std::uint64_t compared = 0;

  /// Starts a step in this cycle and returns when it leaves the array, after the cycles of the contract; steps that end
  /// are compared.
  void run(const Step& step) {
    slot_ ^= 1;
    steps_[slot_] = step;
    written_[slot_].assign(std::size_t{step.columns} * size_.rows, kNothing);
    start_.set(1);
    model_.port("rows_i").set(step.rows);
    model_.port("columns_i").set(step.columns);
    model_.port("depth_i").set(step.depth);
    model_.port("a_unsigned_i").set(step.is_unsigned ? 1 : 0);
    for (const char* name : {"a_address_i", "b_address_i", "d_address_i"}) model_.port(name).set(slot_ * kSlot);
    const std::uint64_t over = expect_ends(step);
    ++unfinished_;
    do {
      REQUIRE(cycle_ <= over);
      cycle();
      start_.set(0);
    } while (!released_);
    REQUIRE(cycle_ == over + 1);  // the cycle just evaluated was the last of the occupancy
  }
  void idle(std::int64_t cycles) {
    for (; cycles > 0; --cycles) cycle();
  }
  bool busy() const { return unfinished_ > 0; }

 private:
  static constexpr std::int64_t kNothing = std::int64_t{1} << 40;
  static constexpr std::uint64_t kSlot = 1 << 20;

  /// docs/machine.md, "Bodies": the last cycle of the occupancy of a step started now.
  std::uint64_t expect_ends(const Step& step) {
    std::uint64_t m_start = cycle_, handover = 0;
    for (std::uint32_t left = step.columns; left > 0;) {
      const std::uint32_t n = std::min(left, size_.columns);
      handover = std::max(m_start + step.depth, drained_);
      drained_ = handover + n;
      m_start = size_.shadow ? handover : drained_;
      left -= n;
    }
    ends_[slot_] = drained_;
    return size_.shadow ? handover : drained_;
  }

  void feed(RtlPort address, RtlPort data, std::uint32_t bytes, bool rows) {
    const std::uint64_t at = address.get(), slot = at / kSlot % 2;
    const std::vector<std::uint8_t>& from = rows ? steps_[slot].a : steps_[slot].b;
    for (std::uint32_t i = 0; i < bytes; ++i)
      data.bytes()[i] = at % kSlot + i < from.size() ? from[at % kSlot + i] : static_cast<std::uint8_t>(noise_.bits());
  }

  void cycle() {
    model_.evaluate();
    feed(a_address_, a_data_, size_.rows, true);
    feed(b_address_, b_data_, size_.columns, false);
    model_.evaluate();
    if (d_valid_.get() != 0) {
      const std::uint64_t at = d_address_.get(), slot = at / kSlot % 2;
      for (std::uint32_t row = 0; row < size_.rows; ++row)
        if (d_rows_.bits(row, 1) != 0)
          written_[slot].at(at % kSlot / 4 + row) = static_cast<std::int32_t>(d_data_.bits(32 * row, 32));
    }
    released_ = release_.get() != 0;
    if (finish_.get() != 0) {
      // The older one of the unfinished.
      const std::size_t slot = unfinished_ == 2 ? slot_ ^ 1U : slot_;
      REQUIRE(unfinished_ > 0);
      REQUIRE(cycle_ == ends_[slot]);
      compare(slot);
      --unfinished_;
    }
    model_.clock();
    ++cycle_;
  }

  void compare(std::size_t slot) {
    const Step& s = steps_[slot];
    CAPTURE(s.rows, s.columns, s.depth, s.is_unsigned);
    for (std::uint32_t column = 0; column < s.columns; ++column)
      for (std::uint32_t row = 0; row < size_.rows; ++row) {
        const std::int64_t got = written_[slot][column * size_.rows + row];
        const std::int64_t want = row < s.rows ? std::int64_t{s.sums[column * s.rows + row]} : kNothing;
        if (got != want) {
          CAPTURE(row, column);
          REQUIRE(got == want);
        }
      }
    compared += s.sums.size();
  }

  ArraySize size_;
  RtlModel model_;
  RtlPort start_ = model_.port("start_i"), a_address_ = model_.port("a_address_o"), a_data_ = model_.port("a_data_i"),
          b_address_ = model_.port("b_address_o"), b_data_ = model_.port("b_data_i"),
          d_valid_ = model_.port("d_valid_o"), d_address_ = model_.port("d_address_o"),
          d_rows_ = model_.port("d_rows_o"), d_data_ = model_.port("d_data_o"), release_ = model_.port("release_o"),
          finish_ = model_.port("finish_o");
  Step steps_[2];
  std::vector<std::int64_t> written_[2];
  std::uint64_t ends_[2] = {};
  std::size_t slot_ = 0;
  int unfinished_ = 0;
  bool released_ = false;
  std::uint64_t cycle_ = 0, drained_ = 0;
  RandomSource noise_{octet::test::seed() + 1};
};

}  // namespace

TEST_CASE("matmul gates of every size multiply every pair of bytes, signed and unsigned", "[matmul][rtl][sizes]") {
  for (const ArraySize& size : array_sizes()) {
    CAPTURE(size.model);
    Bench bench(size);
    for (const bool is_unsigned : {false, true})
      for (std::uint32_t first = 0; first < 256; first += size.rows) {
        // Steps of one product each: a row for each left byte, a column for each right one.
        Step step{
            .rows = size.rows, .columns = 256, .depth = 1, .is_unsigned = is_unsigned, .a = {}, .b = {}, .sums = {}};
        for (std::uint32_t row = 0; row < size.rows; ++row) step.a.push_back(static_cast<std::uint8_t>(first + row));
        for (std::uint32_t column = 0; column < 256; ++column) step.b.push_back(static_cast<std::uint8_t>(column));
        add_sums(size, step);
        bench.run(step);
      }
    bench.idle(2 * size.columns);
    CHECK_FALSE(bench.busy());
    CHECK(bench.compared == 2 * 256 * 256);
  }
}

TEST_CASE("matmul gates of every size agree on a million accumulators", "[matmul][rtl][sizes]") {
  std::uint64_t all = 0;
  for (const ArraySize& size : array_sizes()) {
    RandomSource random(octet::test::seed() + size.rows);
    Bench bench(size);
    for (int step = 0; bench.compared < octet::test::kValuesASize; ++step) {
      CAPTURE(octet::test::seed(), size.model, step);
      bench.run(draw_step(size, random));  // in the first cycle that the array is free, or later
      if (random.between(0, 2) == 0) bench.idle(random.between(1, 2 * size.columns));
    }
    bench.idle(2 * size.columns);
    CHECK_FALSE(bench.busy());
    all += bench.compared;
  }
  std::cout << "matmul: " << all << " values compared\n";
}
