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

/// Fills the regions of an image of `map.image_bytes` zeros; commands are not among them.
std::vector<std::uint8_t> make_image(const Plan& plan, const DramMap& map, const graph::Model& model,
                                     const arch::Architecture& architecture);

/// Fills with what a stored operator writes (graph::stored_by): token major; in row panels, padding zero.
void fill_stored_rows(std::uint8_t* out, const Region& region, const graph::Model& model,
                      const arch::Architecture& architecture);
void fill_stored_panels(std::uint8_t* out, const Region& region, const graph::Model& model,
                        const arch::Architecture& architecture);

/// The node that a region is for.
template <class Op>
const Op& node_of(const Region& region, const graph::Model& model) {
  return std::get<Op>(model.nodes[static_cast<std::size_t>(region.node)].op);
}

/// Little endian.
inline void write32(std::uint8_t* out, std::uint32_t number) {
  for (int byte = 0; byte < 4; ++byte) out[byte] = static_cast<std::uint8_t>(number >> (8 * byte));
}

}  // namespace octet::sim
