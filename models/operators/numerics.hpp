// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>

namespace octet::graph {

/// The widest residual stream: the golden view computes with it, memory and so every architecture stop at 16 bits.
inline constexpr int kWidestResidual = 22;
inline constexpr int kMemoryBits = 16;

/// Numeric choices: everything besides weights that decides bits. A package stores them as a default; what differs is
/// said by its values, each of a width of its own, and by nodes. An architecture says which it supports.
struct Numerics {
  int residual_bits = 16;    ///< residual stream, 8..22; above 16 only in the golden view, no architecture supports it
  int multiplier_bits = 16;  ///< requantizer multipliers, 8..31
  int gelu_input_bits = 12;  ///< input of the activation unit, 8..16
  int score_bits = 12;       ///< input of the softmax, 8..16

  /// Whether the residual stream is wider than memory holds.
  bool is_wide() const { return residual_bits > kMemoryBits; }
  friend bool operator==(const Numerics&, const Numerics&) = default;
};

/// Index of a choice.
enum NumericChoice : std::size_t { kResidualBits, kMultiplierBits, kGeluInputBits, kScoreBits };

/// As files name them, in their order; each is kLeastWidth or more.
struct NumericRange {
  const char* name;
  int Numerics::*width;
  int most;
};
inline constexpr int kLeastWidth = 8;
inline constexpr std::array<NumericRange, 4> kNumericRanges{
    {{"residual_bits", &Numerics::residual_bits, kWidestResidual},
     {"multiplier_bits", &Numerics::multiplier_bits, 31},
     {"gelu_input_bits", &Numerics::gelu_input_bits, 16},
     {"score_bits", &Numerics::score_bits, 16}}};
inline constexpr std::array kNumericChoices{kResidualBits, kMultiplierBits, kGeluInputBits, kScoreBits};

inline int width_of(const Numerics& numerics, NumericChoice choice) { return numerics.*kNumericRanges[choice].width; }

/// Some of the choices, by their index: what is said beside a default.
using SomeNumerics = std::array<std::optional<int>, kNumericRanges.size()>;

inline Numerics with(Numerics numerics, const SomeNumerics& said) {
  for (const NumericChoice choice : kNumericChoices)
    if (said[choice]) numerics.*kNumericRanges[choice].width = *said[choice];
  return numerics;
}

}  // namespace octet::graph
