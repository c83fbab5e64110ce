// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/arch/architecture.hpp"
#include "hw/common/counters.hpp"
#include "models/program/program.hpp"

namespace octet::sim::estimation {

/// Bytes, words, products, bursts and commands of a run, as the machine counts them. A command has at most four kinds
/// of step (last i0 or not, last i1 or not): each is counted once and multiplied. Bursts and their beats depend on
/// addresses: they are counted for every row of every load and store.
hw::Counters count_traffic(const program::Program& program, const arch::Architecture& architecture);

}  // namespace octet::sim::estimation
