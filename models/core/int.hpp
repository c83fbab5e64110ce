// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

#include "models/core/error.hpp"

namespace octet {

/// Whether `Int` and `UInt` check their range: in every build but release.
#ifdef NDEBUG
inline constexpr bool kCheckRanges = false;
#else
inline constexpr bool kCheckRanges = true;
#endif

/// A signed integer of W bits, 2 <= W <= 64, range [-2^(W-1), 2^(W-1)-1]; a value outside is a broken invariant.
template <int W>
class Int {
  static_assert(W >= 2 && W <= 64);

 public:
  using Storage = std::conditional_t<
      (W <= 8), std::int8_t,
      std::conditional_t<(W <= 16), std::int16_t, std::conditional_t<(W <= 32), std::int32_t, std::int64_t>>>;
  static constexpr int kBits = W;
  static constexpr std::int64_t kMax = static_cast<std::int64_t>((std::uint64_t{1} << (W - 1)) - 1);
  static constexpr std::int64_t kMin = -kMax - 1;

  constexpr Int() = default;
  explicit constexpr Int(std::int64_t value) : value_(static_cast<Storage>(value)) {
    if constexpr (kCheckRanges) {
      if (value < kMin || value > kMax)
        fail_check("value fits", __FILE__, __LINE__,
                   std::to_string(value) + " does not fit Int<" + std::to_string(W) + ">");
    }
  }
  constexpr std::int64_t value() const { return value_; }
  constexpr Storage raw() const { return value_; }
  friend constexpr bool operator==(Int a, Int b) { return a.value_ == b.value_; }

 private:
  Storage value_ = 0;
};

/// An unsigned integer of W bits, 1 <= W <= 63, range [0, 2^W-1].
template <int W>
class UInt {
  static_assert(W >= 1 && W <= 63);

 public:
  using Storage = std::conditional_t<
      (W <= 8), std::uint8_t,
      std::conditional_t<(W <= 16), std::uint16_t, std::conditional_t<(W <= 32), std::uint32_t, std::uint64_t>>>;
  static constexpr int kBits = W;
  static constexpr std::int64_t kMax = static_cast<std::int64_t>((std::uint64_t{1} << W) - 1);

  constexpr UInt() = default;
  explicit constexpr UInt(std::int64_t value) : value_(static_cast<Storage>(value)) {
    if constexpr (kCheckRanges) {
      if (value < 0 || value > kMax)
        fail_check("value fits", __FILE__, __LINE__,
                   std::to_string(value) + " does not fit UInt<" + std::to_string(W) + ">");
    }
  }
  constexpr std::int64_t value() const { return static_cast<std::int64_t>(value_); }
  constexpr Storage raw() const { return value_; }
  friend constexpr bool operator==(UInt a, UInt b) { return a.value_ == b.value_; }

 private:
  Storage value_ = 0;
};

}  // namespace octet
