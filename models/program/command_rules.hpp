// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/program/command.hpp"
#include "models/program/geometry.hpp"

namespace octet::program {

/// What makes a command impossible to run, wherever it stands: an opcode that its context's unit does not know, a loop,
/// size, lane count or ring of zero, more rows than the array has, elements of an odd width, a DMA between places it
/// does not connect. `verify` reports these and the machine faults on them; what merely makes a command senseless (a
/// constant out of range, a field that is set but unused) only `verify` knows. Empty for a command that can be run.
std::vector<std::string> impossible(const Command& command, const Geometry& geometry);

}  // namespace octet::program
