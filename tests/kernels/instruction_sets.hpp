// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iostream>
#include <vector>

#include "models/kernels/instruction_set.hpp"

namespace octet::test {

/// The instruction sets a kernel test runs for; says which it skips, and why.
inline std::vector<kernels::InstructionSet> instruction_sets() {
  std::vector<kernels::InstructionSet> sets;
  static bool told = false;
  for (const kernels::InstructionSet set : kernels::kInstructionSets) {
    if (kernels::is_supported(set)) {
      sets.push_back(set);
    } else if (!told) {
      std::cout << "skipped: kernels for " << kernels::name_of(set) << ", which this CPU does not have\n";
    }
  }
  told = true;
  return sets;
}

}  // namespace octet::test
