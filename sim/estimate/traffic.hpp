// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"
#include "models/program/program.hpp"
#include "sim/estimate/timeline.hpp"

namespace octet::sim::estimation {

/// Bytes, words, products, operations, bursts and commands of a run by `Program::layers`, as the machine counts them;
/// the fetch of a command counts for its layer. No unit times. A command has at most four kinds of step (last i0 or
/// not, last i1 or not): each is counted once and multiplied. Bursts, their beats and activations depend on addresses:
/// they are counted for every row of every load and store; activations of a memory without a closed form by a walk
/// through the program.
std::vector<hw::Counters> count_layers(const program::Program& program, const arch::Architecture& architecture);
/// The same, of a program whose timeline is there: what opens rows is known from it where the memory has no closed
/// form.
std::vector<hw::Counters> count_layers(const program::Program& program, const arch::Architecture& architecture,
                                       const std::vector<CommandSpan>& commands);

/// The counts of all layers together, which are those of the run.
hw::Counters sum_of(const std::vector<hw::Counters>& layers);

}  // namespace octet::sim::estimation
