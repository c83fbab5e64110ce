// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/common/granted_step.hpp"
#include "models/program/geometry.hpp"

namespace octet::hw {

/// Throws `MachineFault` for a command that is `program::impossible`.
void check_command(const IssuedCommand& issued, const program::Geometry& geometry);

}  // namespace octet::hw
