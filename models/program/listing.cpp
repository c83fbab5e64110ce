// SPDX-License-Identifier: Apache-2.0
#include "models/program/listing.hpp"

#include <cstdio>
#include <span>

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
  const auto line = [&](const char* label, Space space, const Operand& o) { return operand(label, space, o, c); };
  switch (c.opcode) {
    case Opcode::load:
      return line("read ", Space::dram, c.a) + line("write", c.space, c.d);
    case Opcode::store:
      return line("read ", c.space, c.a) + line("write", Space::dram, c.d);
    case Opcode::matmul:
      return line("rows ", Space::activation, c.a) + line("cols ", Space::weight, c.b) +
             line("write", Space::accumulator, c.d);
    case Opcode::requantize: {
      std::string text = line("read ", Space::accumulator, c.a);
      if (c.mode == RequantizeMode::per_column) text += line("scale", Space::parameter, c.p);
      if (c.mode == RequantizeMode::per_row) text += line("scale", Space::activation, c.p);
      return text + line("write", Space::activation, c.d);
    }
    case Opcode::softmax:
      return line("read ", Space::activation, c.a) + line("write", Space::activation, c.d) +
             line("scale", Space::activation, c.p);
    case Opcode::layernorm:
      return line("read ", Space::activation, c.a) + line("param", Space::parameter, c.p) +
             line("write", Space::activation, c.d);
    case Opcode::add:
      return line("read ", Space::activation, c.a) + line("read ", Space::activation, c.b) +
             line("write", Space::activation, c.d);
    case Opcode::gelu:
    case Opcode::softmax_plain:
      return line("read ", Space::activation, c.a) + line("write", Space::activation, c.d);
  }
  return "";
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

std::string named(const std::array<std::uint32_t, 8>& values, std::initializer_list<const char*> names) {
  std::string text;
  std::size_t i = 0;
  for (const char* each : names) text += std::string(" ") + each + "=" + number(values[i++]);
  return text;
}

/// What is particular to the opcode, at the end of the first line.
std::string particulars(const Command& c) {
  const std::string e = " " + number(c.element_bytes) + "B";
  switch (c.opcode) {
    case Opcode::load:
    case Opcode::store:
      return std::string(" ") + name(c.layout) + (c.layout == Layout::linear ? "" : " of " + number(c.tile_columns)) +
             e + (c.layout == Layout::panel ? "" : " pitch " + number(c.depth));
    case Opcode::matmul:
      return " depth " + number(c.depth) + (c.a_unsigned ? " unsigned" : "");
    case Opcode::requantize:
      return std::string(" ") + name(c.mode) + e + named(c.constants, {"multiplier", "shift", "output_bits"});
    case Opcode::softmax:
      return e + named(c.constants, {"score_align", "context_multiplier", "context_shift", "multiplier_bits"});
    case Opcode::softmax_plain:
      return e + named(c.constants, {"score_align"});
    case Opcode::gelu:
      return e + named(c.constants, {"input_bits", "one_bits", "multiplier", "shift"});
    case Opcode::layernorm:
      return e + named(c.constants, {"shift", "epsilon_low", "epsilon_high"});
    case Opcode::add:
      return e + " from " + number(c.element_bytes_b & 0xf) + "B and " + number(c.element_bytes_b >> 4) + "B" +
             named(c.constants, {"multiplier_a", "shift_a", "multiplier_b", "shift_b", "output_bits"});
  }
  return "";
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
