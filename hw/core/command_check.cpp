// SPDX-License-Identifier: Apache-2.0
#include "hw/core/command_check.hpp"

#include "models/core/error.hpp"
#include "models/program/command_rules.hpp"

namespace octet::hw {

void check_command(const IssuedCommand& issued, const program::Geometry& geometry) {
  const std::vector<std::string> faults = program::impossible(issued.command, geometry);
  if (!faults.empty()) throw MachineFault(describe(issued) + ": " + faults.front());
}

}  // namespace octet::hw
