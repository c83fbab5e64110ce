// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/operators/value.hpp"

namespace octet::graph {

/// What a float operator knows when it says the size of its output, and checks how its inputs fit together. An input
/// whose size is not known fits everything: its fault is told elsewhere.
class Inference {
 public:
  virtual ~Inference() = default;
  virtual Size size(ValueId id) const = 0;
  virtual std::string name(ValueId id) const = 0;
  /// Notes what is wrong about a field, or about "inputs".
  virtual void fault(const char* field, const std::string& message) = 0;

  void same_sizes(ValueId a, ValueId b) {
    if (!size(a).is_known() || !size(b).is_known() || size(a) == size(b)) return;
    const auto text = [&](ValueId id) {
      return "'" + name(id) + "' [" + std::to_string(size(id).rows) + ", " + std::to_string(size(id).columns) + "]";
    };
    fault("inputs", "expected equal shapes, got " + text(a) + " and " + text(b));
  }
};

}  // namespace octet::graph
