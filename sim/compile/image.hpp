// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "models/graph/model.hpp"
#include "sim/compile/group.hpp"

namespace octet::sim {

/// The DRAM map: commands from address 0, weights and tables (together the image), then the host's input and what
/// commands write.
struct DramMap {
  std::uint64_t image_bytes = 0;
  std::uint64_t bytes = 0;  ///< in use in all
};

/// Gives every DRAM region of the plan an address. Throws `UserError` when the memory is too small.
DramMap place_dram(Plan& plan, const arch::Architecture& architecture, std::size_t command_count);

/// Fills the content regions of an image of `map.image_bytes` zeros; commands are not among them.
std::vector<std::uint8_t> make_image(const Plan& plan, const DramMap& map, const graph::Model& model,
                                     const arch::Architecture& architecture);

}  // namespace octet::sim
