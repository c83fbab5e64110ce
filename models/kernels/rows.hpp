// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/core/dyadic.hpp"
#include "models/kernels/instruction_set.hpp"
#include "models/units/activation.hpp"
#include "models/units/normalization.hpp"
#include "models/units/softmax.hpp"

// The golden units applied to many elements at once. Every function gives exactly the bits of its unit, which is the
// specification (models/units); what a unit requires of its operands is required here. Sets without vectors of their
// own (scalar, sse2) call the unit element by element.
namespace octet::kernels {

/// Requantizer parameters by column, as the kernels read them.
struct ScaleTable {
  std::vector<std::int32_t> bias, multiplier, shift;

  /// One entry each; an empty `bias` is all zero.
  ScaleTable(std::span<const std::int32_t> bias, std::span<const DyadicScale> scale);
  DyadicScale scale(std::size_t index) const {
    return {static_cast<std::uint32_t>(multiplier[index]), static_cast<std::uint8_t>(shift[index])};
  }
};

/// golden::requantize of sums[i] with entry i of the table. Out: int8 (output_bits 8), int16 or int32 (up to 22).
template <class Out>
void requantize(std::span<const std::int32_t> sums, const ScaleTable& table, int output_bits, std::span<Out> out,
                InstructionSet set = instruction_set());

/// The same with one bias and scale for all.
template <class Out>
void requantize(std::span<const std::int32_t> sums, std::int32_t bias, DyadicScale scale, int output_bits,
                std::span<Out> out, InstructionSet set = instruction_set());

/// golden::residual_add of elements of int16 or int32 (up to 22 bits).
template <class T>
void residual_add(std::span<const T> a, DyadicScale scale_a, std::span<const T> b, DyadicScale scale_b, int output_bits,
                  std::span<T> out, InstructionSet set = instruction_set());

/// golden::gelu. In: int16 or int32; Out: int8, int16 or int32.
template <class In, class Out>
void gelu(std::span<const In> x, const golden::GeluParameters& parameters, std::span<Out> out,
          InstructionSet set = instruction_set());

/// golden::attention_softmax of one row.
std::uint32_t attention_softmax(std::span<const std::int16_t> scores, std::size_t valid,
                                const golden::ExpConstants& constants, std::span<std::uint8_t> e,
                                InstructionSet set = instruction_set());

/// golden::softmax of one row.
void softmax(std::span<const std::int16_t> scores, std::size_t valid, const golden::ExpConstants& constants,
             std::span<std::uint8_t> p, InstructionSet set = instruction_set());

/// golden::layernorm of one row of 16-bit elements. Out: int8 or int16.
template <class Out>
void layernorm(std::span<const std::int16_t> x, std::span<const std::int32_t> gamma, std::span<const std::int32_t> beta,
               int shift, golden::Epsilon epsilon, std::span<Out> out, InstructionSet set = instruction_set());

}  // namespace octet::kernels
