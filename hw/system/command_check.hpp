// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/common/granted_step.hpp"
#include "models/program/geometry.hpp"

namespace octet::hw {

/// Throws `MachineFault` for a command no unit can run: an opcode its context's unit does not know, a loop, size, lane
/// count or ring of zero, more rows than the array has, elements of an odd width.
void check_command(const IssuedCommand& issued, const program::Geometry& geometry);

}  // namespace octet::hw
