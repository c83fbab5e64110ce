// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hw/common/counters.hpp"

namespace octet::sim {

/// What moved, as `MachineTime::memory` lists it: bytes and words by memory, bursts, commands.
std::vector<std::pair<std::string, std::uint64_t>> memory_traffic(const hw::Counters& counters);

}  // namespace octet::sim
