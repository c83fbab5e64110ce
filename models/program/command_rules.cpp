// SPDX-License-Identifier: Apache-2.0
#include "models/program/command_rules.hpp"

#include "models/program/operands.hpp"

namespace octet::program {
namespace {

bool is_width(unsigned bytes) { return bytes == 1 || bytes == 2 || bytes == 4; }

}  // namespace

std::vector<std::string> impossible(const Command& it, const Geometry& geometry) {
  std::vector<std::string> faults;
  const auto require = [&](bool holds, const std::string& fault) {
    if (!holds) faults.push_back(fault);
  };
  // An undefined value cannot come from a file, but can from a caller.
  if (std::string(name(it.opcode)) == "undefined" || std::string(name(it.context)) == "undefined")
    return {"opcode or context is undefined"};
  const machine::OpcodeRow& row = machine::row(it.opcode);
  const bool moves = row.moves();
  require(machine::row(it.context).kind == row.unit,
          std::string("opcode ") + name(it.opcode) + " does not fit context " + name(it.context));
  require(it.count0 > 0, "count0: expected at least 1, got 0");
  require(it.count1 > 0, "count1: expected at least 1, got 0");
  // With a single chunk or row tile only the last size is ever used.
  const auto size = [&](const char* field, std::uint64_t value, std::uint64_t most) {
    require(value >= 1 && value <= most,
            std::string(field) + ": expected 1 to " + std::to_string(most) + ", got " + std::to_string(value));
  };
  const std::uint64_t most_rows = !moves ? geometry.rows : it.layout == Layout::panel ? it.tile_columns : 0xffff;
  if (it.count1 > 1) size("rows", it.rows, most_rows);
  size("rows_last", it.rows_last, most_rows);
  if (it.count0 > 1) size("columns", it.columns, 0xffffffff);
  size("columns_last", it.columns_last, 0xffffffff);
  if (row.unit == machine::UnitKind::matmul) {
    size("depth", it.depth, 0xffffffff);
    size("tile_columns", it.tile_columns, 0xffff);
  }
  if (uses(it, machine::Field::element_bytes))
    require(is_width(it.element_bytes), "element_bytes: expected 1, 2 or 4, got " + std::to_string(it.element_bytes));
  if (uses(it, machine::Field::element_bytes_b))
    for (const unsigned bytes : {it.element_bytes_b & 0xfU, unsigned{it.element_bytes_b} >> 4U})
      require(is_width(bytes), "element_bytes_b: expected 1, 2 or 4 an operand, got " + std::to_string(bytes));
  if (moves) {
    if (it.layout != Layout::linear) size("tile_columns", it.tile_columns, 0xffff);
    require(it.space != Space::dram, "space: expected a buffer, got dram");
    // The transposers have columns of 16-bit elements.
    require(it.layout != Layout::row_panels || it.element_bytes <= 2,
            "element_bytes: expected 1 or 2 in row panels, got " + std::to_string(it.element_bytes));
  }
  for (const Operand* operand : {&it.a, &it.b, &it.p, &it.d})
    require(operand->ring == Ring::none || operand->ring_count >= 1, "a ring has no slot");
  return faults;
}

}  // namespace octet::program
