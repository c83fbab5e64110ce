// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>

#include "hw/common/unit_id.hpp"
#include "models/program/program.hpp"

namespace octet::rtl {

/// Why the gates do not know an opcode; nullptr where they do.
using NoGates = std::function<const char*(program::Opcode)>;
/// As the table of the machine says (machine.yaml, `no_gates`).
const char* no_gates(program::Opcode opcode);

/// Throws `UserError` naming each opcode of the program that gates would have to run and do not know, with its reason.
/// `units`: those that are gates; empty for the whole machine.
void require_gates(const program::Program& program, const std::set<hw::UnitId>& units, const NoGates& why = no_gates);

}  // namespace octet::rtl
