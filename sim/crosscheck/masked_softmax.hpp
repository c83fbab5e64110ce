// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/cosim/rtl_unit.hpp"
#include "models/execute/operate.hpp"

namespace octet::crosscheck {

/// What a step of softmax writes that leaves keys out, as models/units/softmax.md says it. Scores of keys that take no
/// part are not looked at.
std::vector<execute::Write> masked_softmax(const program::Command& command, const program::Step& step,
                                           const program::Geometry& geometry, const rtl::SoftmaxMask& mask,
                                           execute::MemoryReader& memory);

}  // namespace octet::crosscheck
