// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/transfer.hpp"

namespace octet::hw {

Transfer transfer_of(const program::Command& command, const program::Step& step) {
  const bool is_write = command.opcode == program::Opcode::store;
  Transfer out{.address = is_write ? step.d : step.a,
               .rows = step.rows,
               .row_bytes = std::uint64_t{step.columns} * command.element_bytes,
               .pitch = command.depth,
               .is_write = is_write,
               .transposes = command.layout == program::Layout::row_panels,
               .lanes = command.tile_columns,
               .element_bytes = command.element_bytes};
  if (command.layout == program::Layout::panel) {
    out.row_bytes *= command.tile_columns;
    out.rows = 1;
  }
  if (command.layout == program::Layout::linear && out.pitch == out.row_bytes) {
    out.row_bytes *= out.rows;
    out.rows = 1;
  }
  return out;
}

Transfer fetch_of(std::uint64_t address) {
  return {.address = address, .row_bytes = program::Command::kBytes, .pitch = program::Command::kBytes};
}

}  // namespace octet::hw
