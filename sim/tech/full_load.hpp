// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"

namespace octet::tech {

/// What an architecture could do at most in so many cycles, every unit by itself at its rate: a product of every
/// multiplier, an element of every lane (half of one where a unit passes twice over its input), a word read and, with a
/// second port, one written of every buffer, a beat of the DMA, a step a cycle. No run does all
/// of it at once, though a unit may do more than its share (a plain softmax costs twice an attention one's element).
hw::Counters full_load(const arch::Architecture& architecture, Cycles cycles);

}  // namespace octet::tech
