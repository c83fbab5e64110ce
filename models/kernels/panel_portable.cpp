// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/panel_template.hpp"

namespace octet::kernels {
namespace {

/// Plain C++: a vector is four integers.
struct PortableLanes {
  static constexpr int kLanes = 4, kRows = 4, kMostVectors = 2;
  struct Vector {
    std::int32_t lane[4];
  };

  template <class T>
  static Vector load_any(const T* from) {
    Vector x;
    for (int i = 0; i < kLanes; ++i) x.lane[i] = static_cast<std::int32_t>(from[i]);
    return x;
  }
  static Vector load(const std::int32_t* from) { return load_any(from); }
  static Vector load_words(const std::uint32_t* from) { return load_any(from); }
  static void store(std::int32_t* to, const Vector& x) {
    for (int i = 0; i < kLanes; ++i) to[i] = x.lane[i];
  }
  static Vector broadcast(std::uint32_t word) {
    const auto x = static_cast<std::int32_t>(word);
    return {{x, x, x, x}};
  }
  static std::int32_t low(std::int32_t word) { return static_cast<std::int16_t>(word); }
  static std::int32_t high(std::int32_t word) { return word >> 16; }
  static Vector dot(Vector sum, const Vector& a, const Vector& b) {
    for (int i = 0; i < kLanes; ++i) sum.lane[i] += low(a.lane[i]) * low(b.lane[i]) + high(a.lane[i]) * high(b.lane[i]);
    return sum;
  }
};

}  // namespace

void multiply_panel_portable(const PanelCall& call) { multiply_panel<PortableLanes>(call); }

}  // namespace octet::kernels
