// SPDX-License-Identifier: Apache-2.0
#include "models/core/dyadic.hpp"

#include <cmath>

#include "models/core/error.hpp"

namespace octet {

bool is_normalized(DyadicScale scale, int multiplier_bits) {
  if (scale.shift > 62) return false;
  return scale.multiplier == 0 || (scale.multiplier >> (multiplier_bits - 1)) == 1;
}

DyadicScale dyadic_from_real(double factor, int multiplier_bits) {
  OCTET_CHECK(std::isfinite(factor) && factor >= 0.0, "a scale must be finite and not negative");
  OCTET_CHECK(multiplier_bits >= 2 && multiplier_bits <= 31, "multiplier width in 2..31");
  if (factor == 0.0) return {};
  int exponent = 0;
  const double mantissa = std::frexp(factor, &exponent);  // in [0.5, 1)
  auto multiplier = static_cast<std::uint64_t>(std::llround(std::ldexp(mantissa, multiplier_bits)));
  if (multiplier >> multiplier_bits) {  // rounded up to the next power of two
    multiplier >>= 1;
    ++exponent;
  }
  const int shift = multiplier_bits - exponent;
  OCTET_CHECK(shift >= 0, "scale too large for its multiplier width");
  if (shift > 62) return {};
  return {static_cast<std::uint32_t>(multiplier), static_cast<std::uint8_t>(shift)};
}

double real_from_dyadic(DyadicScale scale) { return std::ldexp(static_cast<double>(scale.multiplier), -scale.shift); }

}  // namespace octet
