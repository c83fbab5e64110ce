// SPDX-License-Identifier: Apache-2.0
#include "models/program/command_rules.hpp"

namespace octet::program {
namespace {

bool fits(Opcode opcode, Context context) {
  switch (opcode) {
    case Opcode::load:
      return context == Context::load_a || context == Context::load_b || context == Context::load_c;
    case Opcode::store:
      return context == Context::store;
    case Opcode::matmul:
      return context == Context::matmul_a || context == Context::matmul_b;
    case Opcode::requantize:
      return context == Context::requantizer_a || context == Context::requantizer_b;
    case Opcode::softmax:
    case Opcode::softmax_plain:
      return context == Context::softmax;
    case Opcode::gelu:
      return context == Context::activation;
    case Opcode::layernorm:
      return context == Context::normalization;
    case Opcode::add:
      return context == Context::residual_adder;
  }
  return false;
}

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
  const bool moves = it.opcode == Opcode::load || it.opcode == Opcode::store;
  require(fits(it.opcode, it.context),
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
  if (it.opcode == Opcode::matmul) {
    size("depth", it.depth, 0xffffffff);
    size("tile_columns", it.tile_columns, 0xffff);
  } else {
    require(is_width(it.element_bytes), "element_bytes: expected 1, 2 or 4, got " + std::to_string(it.element_bytes));
  }
  if (it.opcode == Opcode::add)
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
