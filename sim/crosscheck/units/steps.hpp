// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "sim/crosscheck/alone.hpp"
#include "sim/crosscheck/random.hpp"

namespace octet::crosscheck::units {

namespace constants = program::constants;

constexpr std::uint32_t kMostShift = 62;  ///< of any requantization

using Bytes = AloneStep::Bytes;
/// Value of a panel's element.
using At = std::function<std::int64_t(std::uint32_t row, std::uint32_t column)>;

/// Collects the aims of one unit.
class Steps {
 public:
  Steps(const arch::Architecture& architecture, std::uint64_t seed) : random(seed), a(architecture) {}

  Random random;
  const arch::Architecture& a;

  /// What follows belongs to this aim.
  void begin(const std::string& what) { aims_.push_back({what, {}}); }
  /// One more step of the present aim.
  AloneStep& add(program::Opcode opcode, std::uint32_t rows, std::uint32_t columns);
  /// A step made elsewhere.
  void add(AloneStep step) { aims_.back().steps.push_back(std::move(step)); }
  /// A step never run to its end: for every size 2^k that columns and depths of 32 bits can have, and one and two
  /// more. `silent`: nothing is written in those cycles; else the columns of `step` are.
  void add_cuts(const AloneStep& step, std::uint64_t cycles, bool silent);
  std::vector<Aim> take() { return std::move(aims_); }

  std::uint32_t rows() const { return a.rows; }
  std::uint32_t any_rows() { return random.once_in(3) ? rows() : random.pick(1, rows()); }
  /// [column][R] little-endian elements; lanes beyond `valid` rows hold noise.
  Bytes panel(std::uint32_t valid, std::uint32_t columns, std::uint32_t element_bytes, const At& value);
  Bytes noise(std::uint64_t bytes);
  /// A multiplier of any width up to the machine's, its top bit set.
  std::uint32_t multiplier();
  std::uint32_t multiplier(std::uint32_t bits);
  std::uint32_t widest() const { return static_cast<std::uint32_t>(a.numerics.multiplier_bits_max); }
  /// The multiplier cut to the machine's width.
  std::uint32_t cut(std::uint32_t multiplier) const {
    return static_cast<std::uint32_t>(multiplier & ((std::uint64_t{1} << widest()) - 1));
  }

 private:
  std::vector<Aim> aims_;
};

void put32(Bytes& out, std::uint32_t value);

/// Two factors whose product is an odd number of halves of 2^shift.
struct Half {
  std::int64_t value = 0;
  std::uint32_t multiplier = 0;
};
/// `value` of at most `value_bits` bits with its sign; nothing where no such factors are.
std::optional<Half> half(Random& random, std::uint32_t shift, std::uint32_t value_bits, std::uint32_t multiplier_bits);

/// The smallest value whose product with `multiplier` is rounded to more than `result`.
std::int64_t boundary(std::int64_t result, std::uint32_t multiplier, std::uint32_t shift);

/// `value` where it has at most `bits` bits with its sign, else the nearest that has.
std::int64_t limit(std::int64_t value, std::uint32_t bits);

std::vector<Aim> matmul(const arch::Architecture& architecture, std::uint64_t seed);
std::vector<Aim> requantizer(const arch::Architecture& architecture, std::uint64_t seed);
std::vector<Aim> softmax(const arch::Architecture& architecture, std::uint64_t seed);
std::vector<Aim> activation(const arch::Architecture& architecture, std::uint64_t seed);
std::vector<Aim> normalization(const arch::Architecture& architecture, std::uint64_t seed);
std::vector<Aim> residual_adder(const arch::Architecture& architecture, std::uint64_t seed);

/// Those of a unit with gates of its own.
std::vector<Aim> aims_of(hw::UnitId unit, const arch::Architecture& architecture, std::uint64_t seed);
/// What the page of a unit allows and no case reaches, one sentence each.
std::vector<std::string> not_reached(hw::UnitId unit);

}  // namespace octet::crosscheck::units
