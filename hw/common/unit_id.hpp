// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/machine/tables.hpp"
#include "models/program/command.hpp"

namespace octet::hw {

/// What can be busy. Two contexts share the matmul unit and two the requantizer (docs/machine.md, "Contexts").
using UnitId = machine::Unit;
using machine::kUnitCount;
using machine::name;

/// The unit that serves a context.
inline UnitId unit_of(program::Context context) { return machine::row(context).unit; }

/// Whether steps of the context move data over the memory port.
inline bool uses_memory_port(program::Context context) { return machine::row(context).port; }

}  // namespace octet::hw
