// SPDX-License-Identifier: Apache-2.0
#include "models/program/listing.hpp"

#include <cstdio>

#include "models/program/operands.hpp"

namespace octet::program {
namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

/// "16" or "16, last 5".
std::string extent(std::uint64_t size, std::uint64_t last) {
  return size == last ? number(size) : number(size) + " (last " + number(last) + ")";
}

std::string operand(const char* label, Space space, const Operand& o, const Command& command) {
  std::string text = std::string("    ") + label + " " + name(space) + " " + hex(o.base);
  if (o.ring == Ring::none) {
    if (command.count0 > 1) text += " + i0 * " + hex(o.stride0);
    if (command.count1 > 1) text += " + i1 * " + hex(o.stride1);
  } else {
    text += std::string(" ring ") + name(o.ring) + " of " + number(o.ring_count) + " x " + hex(o.stride0);
    if (o.ring == Ring::outer && command.count1 > 1) text += " + i1 * " + hex(o.stride1);
  }
  return text + "\n";
}

std::string operands(const Command& c) {
  std::string text;
  for (const machine::OperandRow& row : machine::row(c.opcode).operands)
    if (holds(row.when, c)) text += operand(row.show, space_of(row, c), operand_of(row, c), c);
  return text;
}

std::string tokens(const char* verb, const std::array<Token, 8>& list) {
  std::string text;
  for (const Token& token : list) {
    if (!token.valid) continue;
    text += text.empty() ? std::string("    ") + verb : std::string(",");
    text += std::string(" ") + name(token.context) + "/" + name(token.period);
    if (token.skip > 0) text += " skip " + number(token.skip);
  }
  return text.empty() ? text : text + "\n";
}

/// What is particular to the opcode, at the end of the first line: its fields and constants.
std::string particulars(const Command& c) {
  using machine::Field;
  std::string text;
  if (uses(c, Field::layout)) text += std::string(" ") + name(c.layout);
  if (uses(c, Field::mode)) text += std::string(" ") + name(c.mode);
  const bool moves = machine::row(c.opcode).moves();
  if (moves && uses(c, Field::tile_columns)) text += " of " + number(c.tile_columns);
  if (uses(c, Field::element_bytes)) text += " " + number(c.element_bytes) + "B";
  if (uses(c, Field::element_bytes_b))
    text += " from " + number(c.element_bytes_b & 0xf) + "B and " + number(c.element_bytes_b >> 4) + "B";
  if (uses(c, Field::depth)) text += (moves ? " pitch " : " depth ") + number(c.depth);
  if (c.a_unsigned) text += " unsigned";
  std::size_t i = 0;
  for (const machine::ConstantRow& constant : machine::row(c.opcode).constants)
    text += std::string(" ") + constant.name + "=" + number(c.constants[i++]);
  return text;
}

}  // namespace

std::string hex(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

std::string listing(const Program& program, std::uint64_t index) {
  const Command& c = program.commands[index];
  const std::string layer = c.layer < program.layers.size() ? program.layers[c.layer] : "layer " + number(c.layer);
  return number(index) + ": " + name(c.opcode) + " on " + name(c.context) + " for " + layer + ": " + number(c.count0) +
         " x " + number(c.count1) + " steps of " + extent(c.rows, c.rows_last) + " x " +
         extent(c.columns, c.columns_last) + particulars(c) + "\n" + operands(c) + tokens("wait", c.waits) +
         tokens("signal", c.signals);
}

std::string listing(const Program& program) {
  const Geometry& g = program.geometry;
  std::string text =
      "program of " + program.model + " for " + program.architecture + (program.symbolic ? ", symbolic" : "") + "\n";
  text += "array " + number(g.rows) + " x " + number(g.columns) + ", queues of " + number(g.queue_depth) + ", image " +
          number(program.image.size()) + " bytes, commands at " + hex(program.program_base) + "\n";
  const auto host = [&](const char* what, const HostMatrix& m) {
    text += std::string(what) + " " + number(m.rows) + " x " + number(m.columns) + (m.is_unsigned ? " u" : " s") +
            number(8 * std::uint64_t{m.element_bytes}) + " at dram " + hex(m.address) + " pitch " + number(m.pitch) +
            "\n";
  };
  host("input", program.input);
  host("output", program.output);
  for (std::uint64_t i = 0; i < program.commands.size(); ++i) text += listing(program, i);
  return text;
}

}  // namespace octet::program
