// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <compare>

#include "models/core/error.hpp"

namespace octet::tech {

/// A real quantity of one kind, finite and never negative; two kinds never mix. Anything else is a broken invariant of
/// ours: what users give is checked where it is read.
template <class Kind>
class Real {
 public:
  constexpr Real() = default;
  explicit Real(double value) : value_(value) {
    OCTET_CHECK(std::isfinite(value) && value >= 0.0, "a physical quantity of " + std::to_string(value));
  }
  constexpr double value() const { return value_; }

  friend Real operator+(Real a, Real b) { return Real(a.value_ + b.value_); }
  friend Real operator*(Real a, double factor) { return Real(a.value_ * factor); }
  Real& operator+=(Real other) { return *this = *this + other; }
  friend constexpr auto operator<=>(Real, Real) = default;

 private:
  double value_ = 0.0;
};

using Joules = Real<struct JoulesKind>;
using Watts = Real<struct WattsKind>;
using Seconds = Real<struct SecondsKind>;
using SquareMillimeters = Real<struct SquareMillimetersKind>;

inline Joules operator*(Watts power, Seconds time) { return Joules(power.value() * time.value()); }
/// `time` is not zero.
inline Watts operator/(Joules energy, Seconds time) { return Watts(energy.value() / time.value()); }

inline Joules picojoules(double value) { return Joules(value * 1e-12); }
inline SquareMillimeters square_micrometers(double value) { return SquareMillimeters(value * 1e-6); }

}  // namespace octet::tech
