// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

namespace octet {

/// A count of one kind of thing. Two kinds never mix: adding cycles to bytes does not compile.
template <class Kind>
class Quantity {
 public:
  constexpr Quantity() = default;
  explicit constexpr Quantity(std::uint64_t count) : count_(count) {}
  constexpr std::uint64_t count() const { return count_; }

  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.count_ + b.count_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.count_ - b.count_); }
  friend constexpr Quantity operator*(Quantity a, std::uint64_t factor) { return Quantity(a.count_ * factor); }
  constexpr Quantity& operator+=(Quantity other) {
    count_ += other.count_;
    return *this;
  }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  std::uint64_t count_ = 0;
};

using Cycles = Quantity<struct CyclesKind>;  ///< accelerator clock cycles
using Bytes = Quantity<struct BytesKind>;
using Macs = Quantity<struct MacsKind>;  ///< multiply-accumulate operations

}  // namespace octet
