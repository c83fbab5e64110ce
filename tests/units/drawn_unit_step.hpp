// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/core/dyadic.hpp"
#include "tests/support/unit_bench.hpp"
#include "tests/units/rtl_sizes.hpp"

// Random steps of the units beside the array, for gates of any size.
namespace octet::test {

inline constexpr std::size_t kBytes = 1 << 14;  // of the memories around a unit
inline constexpr std::size_t kA = 37, kB = 6001, kP = 9003,
                             kD = 18;  // no word is aligned; results fit before the memories' end

/// A step as the gates see it, and what must come of it.
struct Case {
  std::vector<UnitBench::Field> fields;
  std::map<std::size_t, std::uint8_t> expected;  ///< every byte written, by address
  std::uint64_t cycles = 0, values = 0;
};

/// Draws a step of one size: puts operands into a memory full of noise, and says what is to be written.
class Draw {
 public:
  Draw(UnitSize of, RandomSource& from, UnitBench& bench) : size(of), random(from), bench_(bench) {
    rows = number(1, size.rows);
    columns = number(1, number(0, 3) == 0 ? 3 : 40);
  }

  UnitSize size;
  RandomSource& random;
  std::uint32_t rows, columns;
  Case out;

  std::uint32_t number(std::int64_t low, std::int64_t high) {
    return static_cast<std::uint32_t>(random.between(low, high));
  }
  bool one_in(int n) { return random.between(1, n) == 1; }
  /// A signed value of `bits` bits: a corner now and then.
  std::int64_t value(int bits) {
    const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
    if (one_in(8)) {
      const std::int64_t corners[] = {-top - 1, -top, -1, 0, 1, top - 1, top};
      return corners[random.between(0, 6)];
    }
    return random.between(-top - 1, top) >> random.between(0, bits - 1);
  }
  /// Normalized, or a power of two, whose products meet halves.
  DyadicScale scale(std::int64_t lowest_shift, std::int64_t highest_shift) {
    const std::uint64_t multiplier =
        one_in(4) ? std::uint64_t{1} << random.between(0, 30)
                  : static_cast<std::uint64_t>(random.between(std::int64_t{1} << 30, 0x7FFFFFFF));
    return {static_cast<std::uint32_t>(multiplier),
            static_cast<std::uint8_t>(random.between(lowest_shift, highest_shift))};
  }
  std::size_t place(std::uint32_t row, std::uint32_t column) const { return std::size_t{column} * size.rows + row; }
  void put(std::size_t address, std::int64_t x, std::size_t bytes) { bench_.put(address, x, bytes); }
  void expect(std::size_t address, std::int64_t x, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i)
      out.expected[address + i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(x) >> (8 * i));
  }
  void field(const std::string& name, std::uint32_t bits, std::uint64_t x, bool is_address = false) {
    out.fields.push_back({name, bits, x, is_address});
  }
  void sizes_and_addresses() {
    field("rows_i", 16, rows);
    field("columns_i", 32, columns);
    field("a_address_i", 32, kA, true);
    field("d_address_i", 32, kD, true);
    out.values = std::uint64_t{rows} * columns;
  }

 private:
  UnitBench& bench_;
};

}  // namespace octet::test
