// SPDX-License-Identifier: Apache-2.0
#include "models/program/access.hpp"

#include "models/program/operands.hpp"

namespace octet::program {

using machine::Dimension, machine::Form, machine::OperandRow;
namespace {

std::uint64_t tiles(std::uint64_t extent, std::uint64_t lanes) { return lanes == 0 ? 0 : (extent + lanes - 1) / lanes; }

/// Panels of `lanes` lanes, `length` words each, `bits` a lane: `extent` lanes are valid in all. A word is whole bytes.
Footprint panels(Space space, std::uint64_t address, std::uint64_t extent, std::uint64_t lanes, std::uint64_t length,
                 std::uint64_t bits, bool is_write) {
  const std::uint64_t word = (lanes * bits + 7) / 8;
  Footprint footprint;
  footprint.space = space;
  footprint.address = address;
  footprint.bytes = tiles(extent, lanes) * length * word;
  footprint.is_write = is_write;
  if (lanes != 0 && extent % lanes != 0) {
    footprint.edge = extent / lanes * length * word;
    footprint.edge_period = word;
    footprint.edge_valid = (extent % lanes * bits + 7) / 8;
  }
  return footprint;
}

Footprint flat(Space space, std::uint64_t address, std::uint64_t bytes, bool is_write) {
  Footprint footprint;
  footprint.space = space;
  footprint.address = address;
  footprint.bytes = bytes;
  footprint.is_write = is_write;
  return footprint;
}

Footprint matrix(const Command& command, const Step& step, std::uint64_t address, bool is_write) {
  if (command.layout == Layout::panel)
    return panels(Space::dram, address, step.rows, command.tile_columns, step.columns,
                  std::uint64_t{8} * command.element_bytes, is_write);
  const std::uint64_t row = std::uint64_t{step.columns} * command.element_bytes;
  // A dense matrix is one run: fewer ranges for everyone who walks them.
  if (command.depth == row) return flat(Space::dram, address, row * step.rows, is_write);
  Footprint footprint = flat(Space::dram, address, row, is_write);
  footprint.count = step.rows;
  footprint.pitch = command.depth;
  return footprint;
}

Footprint moved(const Command& command, const Step& step, Space space, std::uint64_t address, bool is_write) {
  const std::uint64_t bytes = command.element_bytes;
  switch (command.layout) {
    case Layout::linear:
      break;
    case Layout::column_panels:
      return panels(space, address, step.columns, command.tile_columns, step.rows, 8 * bytes, is_write);
    case Layout::row_panels:
    case Layout::panel:
      return panels(space, address, step.rows, command.tile_columns, step.columns, 8 * bytes, is_write);
  }
  return flat(space, address, bytes * step.rows * step.columns, is_write);
}

std::uint64_t extent_of(Dimension extent, const Command& command, const Step& step) {
  return extent == Dimension::columns ? step.columns : extent == Dimension::rows ? step.rows : command.depth;
}

Footprint footprint_of(const OperandRow& row, const Command& command, const Step& step, const Geometry& geometry) {
  const Space space = space_of(row, command);
  const std::uint64_t address = address_of(row.slot, step), extent = extent_of(row.extent, command, step);
  switch (row.form) {
    case Form::row_panels:
      return panels(space, address, step.rows, geometry.rows, extent, element_bits(row, command), row.is_write);
    case Form::column_panels:
      return panels(space, address, step.columns, command.tile_columns, extent, element_bits(row, command),
                    row.is_write);
    case Form::line:
      return flat(space, address, (element_bits(row, command) * extent + 7) / 8, row.is_write);
    case Form::moved:
      return moved(command, step, space, address, row.is_write);
    case Form::matrix:
      return matrix(command, step, address, row.is_write);
  }
  return {};
}

}  // namespace

bool Footprint::has_valid(std::uint64_t begin, std::uint64_t end) const {
  if (begin >= end) return false;
  if (begin < edge) return true;
  const std::uint64_t phase = (begin - edge) % edge_period;
  return phase < edge_valid || begin + (edge_period - phase) < end;
}

std::uint64_t Footprint::moved_bytes() const {
  const bool strobed = is_write && space == Space::dram && edge < bytes;
  return (strobed ? edge + (bytes - edge) / edge_period * edge_valid : bytes) * count;
}

Footprints footprints(const Command& command, const Step& step, const Geometry& geometry) {
  Footprints out;
  for (const OperandRow& row : machine::row(command.opcode).operands) {
    if (!holds(row.when, command)) continue;
    Footprint& footprint = out.items[out.size++] = footprint_of(row, command, step, geometry);
    footprint.row = &row;
  }
  return out;
}

void append_accesses(const Command& command, const Step& step, const Geometry& geometry, std::vector<Access>& out) {
  for (const Footprint& footprint : footprints(command, step, geometry))
    for (std::uint64_t i = 0; i < footprint.count; ++i)
      out.push_back({footprint.space, footprint.address + i * footprint.pitch, footprint.bytes, footprint.is_write});
}

}  // namespace octet::program
