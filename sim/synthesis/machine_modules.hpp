// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hw/arch/architecture.hpp"

namespace octet::synthesis {

/// A module of the machine with its parameters, and how many of it a unit has.
struct Module {
  std::string unit;    ///< as areas list it
  std::string module;  ///< SystemVerilog name
  std::vector<std::pair<std::string, std::uint64_t>> parameters;
  int count = 1;
};

/// What the accelerator of an architecture consists of, without its buffers (memory macros) and the wires between
/// units. Units are synthesized one at a time, which keeps yosys quick.
std::vector<Module> machine_modules(const arch::Architecture& architecture);

}  // namespace octet::synthesis
