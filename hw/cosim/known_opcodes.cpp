// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/known_opcodes.hpp"

#include "models/core/error.hpp"
#include "models/machine/tables.hpp"

namespace octet::rtl {

const char* no_gates(program::Opcode opcode) { return machine::row(opcode).no_gates; }

void require_gates(const program::Program& program, const std::set<hw::UnitId>& units, const NoGates& why) {
  std::set<program::Opcode> found;
  std::vector<Diagnostic> problems;
  for (const program::Command& command : program.commands) {
    const hw::UnitId unit = hw::unit_of(command.context);
    const char* reason = why(command.opcode);
    if (reason == nullptr || (!units.empty() && !units.contains(unit)) || !found.insert(command.opcode).second)
      continue;
    problems.push_back(
        {std::string("opcode ") + program::name(command.opcode),
         std::string("expected one that the gates of ") + hw::name(unit) + " know, they do not yet: " + reason});
  }
  if (!problems.empty()) throw UserError(problems);
}

}  // namespace octet::rtl
