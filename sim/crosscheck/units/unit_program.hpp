// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "sim/crosscheck/buffer_room.hpp"
#include "sim/crosscheck/case.hpp"
#include "sim/crosscheck/random.hpp"

namespace octet::crosscheck::units {

/// A program of a few commands of one unit in the making, and the room of each buffer that it uses: everything is
/// loaded, the unit works, what it wrote is stored. No result is overwritten.
class UnitProgram {
 public:
  UnitProgram(const arch::Architecture& architecture, hw::UnitId unit, std::uint64_t seed);

  const arch::Architecture& a;
  const hw::UnitId unit;
  Random random;
  BufferRoom activation, weight, accumulator, parameter;

  /// Normalized multipliers as wide as the machine has them; gates cut wider ones.
  std::uint32_t one() const { return 1U << (a.numerics.multiplier_bits_max - 1); }
  std::uint32_t multiplier();
  /// `usual` fits a multiplier of 31 bits.
  std::uint32_t shift(std::uint32_t usual);
  std::uint32_t width(std::uint32_t element_bytes) { return element_bytes == 1 ? 8 : random.pick(8, 16); }

  /// The nest of a command: few steps of few columns, edges included.
  program::Command nest(program::Opcode opcode, program::Context context, std::uint32_t most_columns);
  static std::uint64_t steps(const program::Command& c) { return std::uint64_t{c.count0} * c.count1; }
  std::uint64_t panel(const program::Command& c, std::uint64_t element_bytes) const {
    return std::uint64_t{c.columns} * a.rows * element_bytes;
  }
  /// What follows a layout rule of the compiler: activations start at whole granules.
  std::uint64_t granule() const { return a.geometry().granule_bytes(program::Space::activation); }
  bool activation_fits(const program::Command& c, std::uint64_t step_bytes) const {
    return activation.fits(steps(c) * step_bytes + 4 * granule(), granule());
  }
  /// An input of every step, any integers of `bits` bits.
  program::Operand input(const program::Command& c, std::uint32_t element_bytes, std::uint32_t bits);
  program::Operand result(const program::Command& c, std::uint64_t step_bytes);

  void add(const program::Command& c) { commands_.push_back(c); }
  bool empty() const { return commands_.empty(); }
  /// Loads before and a store behind them. Throws `UserError` when the memory has no room.
  Case finish();

 private:
  Case lay_out(std::vector<program::Command> all) const;

  std::vector<program::Command> commands_;
};

program::Token token(program::Context other);

/// Operand at `base`, steps one behind the other, i1 fastest.
program::Operand dense(std::uint64_t base, std::uint64_t step_bytes, std::uint32_t count1);

// One more command of the unit (and the product that a requantizer needs), if there is room for what is drawn.
void draw_products(UnitProgram& draft);
void draw_softmax(UnitProgram& draft);
void draw_activation(UnitProgram& draft);
void draw_normalization(UnitProgram& draft);
void draw_residual_adder(UnitProgram& draft);

}  // namespace octet::crosscheck::units
