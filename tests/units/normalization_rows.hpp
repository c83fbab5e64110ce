// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/units/normalization.hpp"
#include "tests/support/random_source.hpp"
#include "tests/support/wide.hpp"

// Rows to normalize, and what the page of the unit says of them.
namespace octet::test::rows {

using Row = std::vector<std::int16_t>;
using WideRow = std::vector<std::int32_t>;  // of 22 bits

inline constexpr std::int32_t kLowest = -2097152, kHighest = 2097151;  // of 22 bits
using Parameters = std::vector<std::int32_t>;

template <class T>
std::vector<std::int8_t> normalized(const std::vector<T>& x, const Parameters& gamma, const Parameters& beta, int shift,
                                    std::int64_t epsilon = 0) {
  std::vector<std::int8_t> out(x.size());
  golden::layernorm(std::span<const T>(x), gamma, beta, shift, golden::Epsilon(epsilon), out);
  return out;
}

/// Gains and offsets of all widths.
inline std::pair<Parameters, Parameters> any_parameters(RandomSource& random, std::size_t n) {
  Parameters gamma(n), beta(n);
  for (std::int32_t& value : gamma) value = static_cast<std::int32_t>(random.between(-65536, 65535));
  for (std::int32_t& value : beta) value = static_cast<std::int32_t>(random.bits()) >> random.between(0, 20);
  return {gamma, beta};
}

/// E of every length, or none.
inline std::int64_t any_epsilon(RandomSource& random) {
  return random.between(0, 3) == 0 ? 0 : random.between(0, golden::Epsilon::kMax) >> random.between(0, 53);
}

/// The page's x_hat: divisions, 128-bit integers, and the root by bisection.
template <class T>
std::vector<Wide> normalized_reference(const std::vector<T>& x, std::int64_t epsilon = 0) {
  Wide sum = 0, squares = 0;
  for (const T value : x) sum += value, squares += Wide{value} * value;
  const auto n = static_cast<Wide>(x.size());
  const Wide variance = n * squares - sum * sum + epsilon;
  Wide scaled = variance;
  int pairs = 0;  // scaled = variance / 4^pairs
  while (scaled != 0 && scaled < power_of_two(30)) scaled *= 4, --pairs;
  while (scaled >= power_of_two(32)) scaled = scaled / 4, ++pairs;
  Wide low = 0, high = 65536;
  while (high - low > 1) ((low + high) / 2 * ((low + high) / 2) <= scaled ? low : high) = (low + high) / 2;
  const Wide reciprocal = variance == 0 ? 0 : round_divide(power_of_two(32), 2 * low + 1);
  std::vector<Wide> x_hat;
  for (const T value : x) x_hat.push_back(round_divide((n * value - sum) * reciprocal, power_of_two(19 + pairs)));
  return x_hat;
}

/// The page's definition.
template <class T>
std::vector<std::int8_t> reference(const std::vector<T>& x, const Parameters& gamma, const Parameters& beta, int shift,
                                   std::int64_t epsilon = 0) {
  const std::vector<Wide> x_hat = normalized_reference(x, epsilon);
  std::vector<std::int8_t> out;
  for (std::size_t i = 0; i < x.size(); ++i)
    out.push_back(
        static_cast<std::int8_t>(limit(round_divide(x_hat[i] * gamma[i] + beta[i], power_of_two(shift)), -128, 127)));
  return out;
}

template <class R = Row>
R gaussian_row(RandomSource& random, std::size_t n, double mean, double deviation) {
  const double top = std::is_same_v<R, Row> ? 32767.0 : kHighest;
  R x(n);
  for (auto& value : x)
    value = static_cast<typename R::value_type>(
        std::clamp(std::round(mean + deviation * random.gaussian()), -top - 1, top));
  return x;
}

template <class R = Row>
R one_hot(std::size_t n, typename R::value_type low, typename R::value_type high) {
  R x(n, low);
  x[n / 2] = high;
  return x;
}

template <class R = Row>
R halves(std::size_t n, typename R::value_type low, typename R::value_type high) {
  R x(n, low);
  std::fill(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(n / 2), high);
  return x;
}

}  // namespace octet::test::rows
