// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"

namespace octet::test {

/// The accelerators that rtl/CMakeLists.txt builds, with the names of their models: large and small queues, narrow and
/// wide beats, both accumulator modes, single and dual ports, square and oblong arrays. Only the memory's latency is
/// free.
std::vector<arch::Architecture> built_architectures(std::uint32_t latency_cycles);

/// One of them by name.
arch::Architecture built_architecture(const std::string& name, std::uint32_t latency_cycles);

}  // namespace octet::test
