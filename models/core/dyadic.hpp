// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace octet {

/// A positive real factor as `multiplier * 2^-shift`: the multiplier is normalized (top bit of its width set) or zero,
/// 0 <= shift < 64 (shift in 0..62 where `shift_round_half_up` applies it).
struct DyadicScale {
  std::uint32_t multiplier = 0;
  std::uint8_t shift = 0;

  friend constexpr bool operator==(DyadicScale, DyadicScale) = default;
};

/// Whether the multiplier fits `multiplier_bits`, is normalized or zero, and the shift is in 0..62.
bool is_normalized(DyadicScale scale, int multiplier_bits);

/// Nearest dyadic scale of a non-negative real with a multiplier of `multiplier_bits` (2..31) bits: the conversion
/// helper at the border of quantization, never in the datapath. Too small for shift 62 gives zero.
/// Throws `InternalError` for a negative, non-finite or too large factor (shift would be negative).
DyadicScale dyadic_from_real(double factor, int multiplier_bits);

/// The real value of a scale, for reports.
double real_from_dyadic(DyadicScale scale);

}  // namespace octet
