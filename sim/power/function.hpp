// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace octet::power {

/// 64 bits side by side, each 0, 1 or not known: what it may be is set.
struct Trits {
  std::uint64_t one = ~std::uint64_t{0}, zero = ~std::uint64_t{0};

  static constexpr Trits known(std::uint64_t bits) { return {bits, ~bits}; }
  std::uint64_t is_known() const { return one ^ zero; }
  friend bool operator==(const Trits&, const Trits&) = default;
};

/// A boolean function of pins as liberty files write it: `!` or `'` for not, `^`, `*`, `&` or nothing for and, `+` or
/// `|` for or, in this order of strength; 0 and 1; parentheses.
class Function {
 public:
  Function() = default;
  /// `pins` name the arguments in order. Throws `UserError` naming `place` for a text that is no function of them.
  Function(const std::string& text, const std::vector<std::string>& pins, const std::string& place);

  /// Not known where the formula, taken step by step, does not tell.
  Trits evaluate(std::span<const Trits> pins) const;
  bool empty() const { return steps_.empty(); }

 private:
  friend class FunctionParser;
  enum class Kind : std::uint8_t { pin, constant, inverse, both, either, differ };
  struct Step {
    Kind kind;
    std::uint8_t index = 0;  ///< of a pin; value of a constant
  };
  std::vector<Step> steps_;  ///< in the order of a stack
};

}  // namespace octet::power
