// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"

namespace octet::sim {

/// A view of the machine by name, and the units of the systemc view that are gates.
struct ViewChoice {
  std::string name = "systemc";  ///< one of `view_names`
  std::set<hw::UnitId> gates = {};

  /// As reports call it: `systemc, matmul=rtl, softmax=rtl`.
  std::string text() const;
};

/// What `--view` was given: one name, or any number of `UNIT=rtl`. Nothing given is the systemc view. Throws
/// `UserError` with every problem: unknown views and units, and views that exclude each other.
ViewChoice choose_view(const std::vector<std::string>& words);

/// Throws `UserError` with everything that the gates of this choice cannot be on this architecture; nothing for a
/// choice without gates.
void check_gates(const ViewChoice& choice, const arch::Architecture& architecture);

}  // namespace octet::sim
