// SPDX-License-Identifier: Apache-2.0
#include "models/program/access.hpp"

namespace octet::program {
namespace {

std::uint64_t tiles(std::uint64_t extent, std::uint64_t lanes) { return lanes == 0 ? 0 : (extent + lanes - 1) / lanes; }

/// Panels of `lanes` lanes, `length` words each, `element` bytes a lane: `extent` lanes are valid in all.
Region panels(Space space, std::uint64_t address, std::uint64_t extent, std::uint64_t lanes, std::uint64_t length,
              std::uint64_t element, bool is_write) {
  Region region;
  region.space = space;
  region.address = address;
  region.bytes = tiles(extent, lanes) * lanes * length * element;
  region.is_write = is_write;
  if (lanes != 0 && extent % lanes != 0) {
    region.edge = extent / lanes * lanes * length * element;
    region.edge_period = lanes * element;
    region.edge_valid = extent % lanes * element;
  }
  return region;
}

Region flat(Space space, std::uint64_t address, std::uint64_t bytes, bool is_write) {
  Region region;
  region.space = space;
  region.address = address;
  region.bytes = bytes;
  region.is_write = is_write;
  return region;
}

Region dram_side(const Command& command, const Step& step, std::uint64_t address, bool is_write) {
  if (command.layout == Layout::panel)
    return panels(Space::dram, address, step.rows, command.tile_columns, step.columns, command.element_bytes, is_write);
  const std::uint64_t row = std::uint64_t{step.columns} * command.element_bytes;
  // A dense matrix is one run: fewer ranges for everyone who walks them.
  if (command.depth == row) return flat(Space::dram, address, row * step.rows, is_write);
  Region region = flat(Space::dram, address, row, is_write);
  region.count = step.rows;
  region.pitch = command.depth;
  return region;
}

Region buffer_side(const Command& command, const Step& step, std::uint64_t address, bool is_write) {
  const std::uint64_t e = command.element_bytes;
  switch (command.layout) {
    case Layout::linear:
      break;
    case Layout::column_panels:
      return panels(command.space, address, step.columns, command.tile_columns, step.rows, e, is_write);
    case Layout::row_panels:
    case Layout::panel:
      return panels(command.space, address, step.rows, command.tile_columns, step.columns, e, is_write);
  }
  return flat(command.space, address, e * step.rows * step.columns, is_write);
}

}  // namespace

bool Region::has_valid(std::uint64_t begin, std::uint64_t end) const {
  if (begin >= end) return false;
  if (begin < edge) return true;
  const std::uint64_t phase = (begin - edge) % edge_period;
  return phase < edge_valid || begin + (edge_period - phase) < end;
}

Regions regions(const Command& command, const Step& step, const Geometry& geometry) {
  const std::uint64_t r = step.rows, c = step.columns, lanes = geometry.rows, e = command.element_bytes;
  const auto panel = [&](Space space, std::uint64_t address, std::uint64_t length, std::uint64_t element,
                         bool is_write) { return panels(space, address, r, lanes, length, element, is_write); };
  switch (command.opcode) {
    case Opcode::load:
      return {{dram_side(command, step, step.a, false), buffer_side(command, step, step.d, true)}, 2};
    case Opcode::store:
      return {{buffer_side(command, step, step.a, false), dram_side(command, step, step.d, true)}, 2};
    case Opcode::matmul:
      return {{panel(Space::activation, step.a, command.depth, 1, false),
               panels(Space::weight, step.b, c, command.tile_columns, command.depth, 1, false),
               panel(Space::accumulator, step.d, c, 4, true)},
              3};
    case Opcode::requantize: {
      Regions out{{panel(Space::accumulator, step.a, c, 4, false), panel(Space::activation, step.d, c, e, true)}, 2};
      if (command.mode == RequantizeMode::per_column)
        out.items[out.size++] = flat(Space::parameter, step.p, 16 * c, false);
      if (command.mode == RequantizeMode::per_row)
        out.items[out.size++] = flat(Space::activation, step.p, 8 * r, false);
      return out;
    }
    case Opcode::softmax:
      return {{panel(Space::activation, step.a, c, e, false), panel(Space::activation, step.d, c, 1, true),
               flat(Space::activation, step.p, 8 * r, true)},
              3};
    case Opcode::softmax_plain:
    case Opcode::gelu:
      return {{panel(Space::activation, step.a, c, e, false), panel(Space::activation, step.d, c, 1, true)}, 2};
    case Opcode::layernorm:
      return {{panel(Space::activation, step.a, c, e, false), flat(Space::parameter, step.p, 16 * c, false),
               panel(Space::activation, step.d, c, 1, true)},
              3};
    case Opcode::add:
      return {{panel(Space::activation, step.a, c, command.element_bytes_b & 0xf, false),
               panel(Space::activation, step.b, c, command.element_bytes_b >> 4, false),
               panel(Space::activation, step.d, c, e, true)},
              3};
  }
  return {};
}

void append_accesses(const Command& command, const Step& step, const Geometry& geometry, std::vector<Access>& out) {
  for (const Region& region : regions(command, step, geometry))
    for (std::uint64_t i = 0; i < region.count; ++i)
      out.push_back({region.space, region.address + i * region.pitch, region.bytes, region.is_write});
}

}  // namespace octet::program
