// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/units/steps.hpp"

#include <algorithm>
#include <array>

#include "models/core/error.hpp"

namespace octet::crosscheck::units {

AloneStep& Steps::add(program::Opcode opcode, std::uint32_t step_rows, std::uint32_t columns) {
  AloneStep step;
  step.command.opcode = opcode;
  step.command.count0 = step.command.count1 = 1;
  step.rows = step_rows;
  step.columns = columns;
  if (opcode == program::Opcode::matmul) step.command.tile_columns = static_cast<std::uint16_t>(a.columns);
  aims_.back().steps.push_back(std::move(step));
  return aims_.back().steps.back();
}

void Steps::add_cuts(const AloneStep& step, std::uint64_t cycles, bool silent) {
  for (std::uint32_t k = 6; k < 32; ++k) {
    for (std::uint32_t more = 0; more < 3; ++more) {
      AloneStep one = step;
      const std::uint32_t large = (1U << k) + more;
      if (large <= 4 * step.columns) continue;  // it would end
      const bool is_deep = one.command.opcode == program::Opcode::matmul && silent;
      one.cut = {is_deep ? step.columns : large, is_deep ? large : std::max(step.command.depth, 1U), cycles,
                 silent ? 0 : step.columns, silent};
      aims_.back().steps.push_back(std::move(one));
    }
  }
}

Bytes Steps::panel(std::uint32_t valid, std::uint32_t columns, std::uint32_t element_bytes, const At& value) {
  Bytes out(std::size_t{columns} * rows() * element_bytes);
  std::size_t at = 0;
  for (std::uint32_t column = 0; column < columns; ++column)
    for (std::uint32_t row = 0; row < rows(); ++row) {
      const auto x = row < valid ? static_cast<std::uint64_t>(value(row, column)) : random.next();
      for (std::uint32_t byte = 0; byte < element_bytes; ++byte) out[at++] = static_cast<std::uint8_t>(x >> (8 * byte));
    }
  return out;
}

Bytes Steps::noise(std::uint64_t bytes) {
  Bytes out(bytes);
  for (std::uint8_t& x : out) x = static_cast<std::uint8_t>(random.next() >> 32);
  return out;
}

std::uint32_t Steps::multiplier() { return multiplier(random.pick(1, widest())); }

std::uint32_t Steps::multiplier(std::uint32_t bits) {
  const std::uint32_t top = 1U << (bits - 1);
  return top | random.pick(0, top - 1);
}

void put32(Bytes& out, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::optional<Half> half(Random& random, std::uint32_t shift, std::uint32_t value_bits, std::uint32_t multiplier_bits) {
  constexpr std::array<std::int64_t, 12> kOdd{1, -1, 3, -3, -9, 127, -127, 255, -255, -257, 253, 1};
  if (shift == 0) return std::nullopt;
  const std::uint32_t zeros = shift - 1;  // of the product
  const std::uint32_t least = zeros >= multiplier_bits ? zeros - multiplier_bits + 1 : 0;
  const std::uint32_t most = std::min(zeros, value_bits - 1);
  if (least > most) return std::nullopt;
  for (int tries = 0; tries < 64; ++tries) {
    const std::uint32_t in_value = random.pick(least, most);
    const std::int64_t odd = kOdd[random.pick(0, kOdd.size() - 1)];
    const std::uint64_t multiplier = std::uint64_t{1} << (zeros - in_value);
    const std::uint64_t odd_multiplier = multiplier * static_cast<std::uint64_t>(odd < 0 ? -odd : odd);
    const std::int64_t value = std::int64_t{1} << in_value, signed_value = odd < 0 ? -value : value;
    if (random.once_in(2) && odd_multiplier >> multiplier_bits == 0 && limit(signed_value, value_bits) == signed_value)
      return Half{signed_value, static_cast<std::uint32_t>(odd_multiplier)};
    if (limit(odd * value, value_bits) == odd * value) return Half{odd * value, static_cast<std::uint32_t>(multiplier)};
  }
  return std::nullopt;
}

std::int64_t boundary(std::int64_t result, std::uint32_t multiplier, std::uint32_t shift) {
  __extension__ using Wide = __int128;
  const Wide least = shift == 0 ? Wide{result} + 1 : (2 * Wide{result} + 1) * (Wide{1} << (shift - 1));
  const Wide m = std::max(multiplier, 1U);
  Wide quotient = least / m;
  if (quotient * m < least) ++quotient;
  constexpr Wide kMost = Wide{1} << 62;
  return static_cast<std::int64_t>(std::clamp(quotient, -kMost, kMost));
}

std::int64_t limit(std::int64_t value, std::uint32_t bits) {
  const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
  return std::clamp(value, -top - 1, top);
}

std::vector<Aim> aims_of(hw::UnitId unit, const arch::Architecture& architecture, std::uint64_t seed) {
  switch (unit) {
    case hw::UnitId::matmul:
      return matmul(architecture, seed);
    case hw::UnitId::requantizer:
      return requantizer(architecture, seed);
    case hw::UnitId::softmax:
      return softmax(architecture, seed);
    case hw::UnitId::activation:
      return activation(architecture, seed);
    case hw::UnitId::normalization:
      return normalization(architecture, seed);
    case hw::UnitId::residual_adder:
      return residual_adder(architecture, seed);
    default:
      return {};
  }
}

std::vector<std::string> not_reached(hw::UnitId unit) {
  switch (unit) {
    case hw::UnitId::matmul:
      return {"signed sums beyond 2^30 (65 793 deep at most; the page allows 131 071)", "columns beyond 3 tiles"};
    case hw::UnitId::softmax:
      return {"sums beyond 25 bits (131 073 keys at most; the page allows 2^24)"};
    default:
      return {};
  }
}

}  // namespace octet::crosscheck::units
