// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"

namespace octet::tech {

/// What an architecture could do at most in so many cycles, every unit at its rate and all at once: a product of every
/// multiplier and a column drained, an element of every lane for each of its passes (of a plain softmax, which costs
/// most), a beat of the DMA, a step, and of every buffer what these read and write. No run of the shipped workloads
/// takes more, unit by unit (full_load_test); one whose steps have a row or two moves more padding through the buffers.
hw::Counters full_load(const arch::Architecture& architecture, Cycles cycles);

}  // namespace octet::tech
