// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "hw/common/unit_id.hpp"
#include "models/core/quantity.hpp"

namespace octet::hw {

using machine::ArrayCause;
using machine::kArrayCauseCount;
using machine::name;

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
