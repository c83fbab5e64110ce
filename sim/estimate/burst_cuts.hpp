// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "hw/arch/architecture.hpp"
#include "hw/memory/transfer.hpp"

namespace octet::sim::estimation {

/// Whether two transfers, equal but for their addresses, are cut into the same bursts of the same beats, so that they
/// take the same cycles. (May be false of two that are.)
bool cut_alike(const hw::Transfer& one, const hw::Transfer& other, const arch::Memory& memory);

/// How often (at most `most`) a load's or store's step is cut as it is when its index grows by `steps` at a time.
std::uint64_t times_cut_alike(const program::Command& command, std::uint64_t index, std::uint64_t steps,
                              std::uint64_t most, const arch::Memory& memory);

}  // namespace octet::sim::estimation
