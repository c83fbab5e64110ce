// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/core/quantity.hpp"

namespace octet::hw {

/// What the matmul array does in a cycle, or what it waits for in the end: the head of the chain of waits that starts
/// at its next step (docs/explain.md, "Causes").
enum class ArrayCause : std::uint8_t {
  multiply,  ///< a step holds the array
  drain,     ///< its sums on their way out
  requantizer,
  softmax,
  activation,
  normalization,
  residual_adder,
  memory,  ///< the port, or data on its way
  bank,    ///< a bank's port
  control  ///< a command not yet fetched or dispatched, or the turn-around of a step that nothing blocks
};
inline constexpr std::size_t kArrayCauseCount = 10;
const char* name(ArrayCause cause);

/// From cycle `since` on, up to the next change.
struct ArrayChange {
  Cycles since;
  ArrayCause cause = ArrayCause::control;

  friend bool operator==(const ArrayChange&, const ArrayChange&) = default;
};

/// The array's causes over the run as changes, in order of cycles.
class ArrayLog {
 public:
  /// What holds from `cycle` on; the last word on a cycle counts. Cycles never go back.
  void set(Cycles cycle, ArrayCause cause);
  std::vector<ArrayChange> take() { return std::move(changes_); }

 private:
  std::vector<ArrayChange> changes_;
};

}  // namespace octet::hw
