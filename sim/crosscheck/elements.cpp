// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/elements.hpp"

#include <fmt/format.h>

#include "models/program/operands.hpp"

namespace octet::crosscheck {
namespace {

using program::Command;
using program::Space;
using program::Step;

void add_step(const Command& c, const Step& step, Element at, std::uint32_t lanes, std::vector<Element>& out) {
  for (const machine::OperandRow& row : machine::row(c.opcode).operands) {
    if (!row.is_write) continue;
    at.space = program::space_of(row, c);
    at.is_signed = row.holds == machine::Holds::integer;
    const std::uint64_t base = program::address_of(row.slot, step);
    const auto bytes = static_cast<std::uint8_t>(program::element_bits(row, c) / 8);
    if (row.form == machine::Form::line) {  // scales of rows: two words of 32 bits
      at.of = Element::Of::scale;
      at.bytes = 4;
      for (at.row = 0; at.row < step.rows; ++at.row) {
        for (at.column = 0; at.column < bytes / 4u; ++at.column) {
          at.address = base + std::uint64_t{bytes} * at.row + std::uint64_t{4} * at.column;
          out.push_back(at);
        }
      }
      continue;
    }
    at.of = Element::Of::result;
    at.bytes = bytes;
    for (at.column = 0; at.column < step.columns; ++at.column) {
      for (at.row = 0; at.row < step.rows; ++at.row) {
        at.address = base + (std::uint64_t{at.column} * lanes + at.row) * at.bytes;
        out.push_back(at);
      }
    }
  }
}

}  // namespace

std::vector<Element> results_of(const program::Program& program, hw::UnitId unit) {
  std::vector<Element> out;
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const Command& c = program.commands[i];
    if (hw::unit_of(c.context) != unit) continue;
    for (std::uint64_t s = 0; s < program::step_count(c); ++s) {
      Element at;
      at.command = static_cast<std::uint32_t>(i);
      at.step = static_cast<std::uint32_t>(s);
      add_step(c, program::step_at(c, s), at, program.geometry.rows, out);
    }
  }
  return out;
}

std::vector<Element> results_of(const Command& command, const Step& step, std::uint32_t lanes, std::uint32_t index) {
  std::vector<Element> out;
  Element at;
  at.command = index;
  add_step(command, step, at, lanes, out);
  return out;
}

std::vector<Element> output_of(const program::Program& program) {
  const program::HostMatrix& m = program.output;
  std::vector<Element> out;
  out.reserve(std::size_t{m.rows} * m.columns);
  Element at;
  at.bytes = static_cast<std::uint8_t>(m.element_bytes);
  at.is_signed = !m.is_unsigned;
  for (at.row = 0; at.row < m.rows; ++at.row) {
    for (at.column = 0; at.column < m.columns; ++at.column) {
      at.address = m.address + std::uint64_t{at.row} * m.pitch + std::uint64_t{at.column} * m.element_bytes;
      out.push_back(at);
    }
  }
  return out;
}

std::vector<std::int64_t> read(const std::vector<Element>& elements,
                               const std::function<const execute::ByteMemory&(Space)>& memory) {
  std::vector<std::int64_t> values;
  values.reserve(elements.size());
  for (const Element& element : elements) {
    std::uint8_t bytes[4] = {};
    memory(element.space).read(element.address, {bytes, element.bytes});
    std::uint32_t value = 0;
    for (unsigned i = 0; i < element.bytes; ++i) value |= std::uint32_t{bytes[i]} << (8 * i);
    const unsigned unused = 32 - 8U * element.bytes;
    values.push_back(element.is_signed ? std::int64_t{static_cast<std::int32_t>(value << unused) >> unused}
                                       : std::int64_t{value});
  }
  return values;
}

std::string describe(const Element& e) {
  const std::string at =
      fmt::format("row {}, column {}: {} byte 0x{:x}", e.row, e.column, program::name(e.space), e.address);
  if (e.of == Element::Of::output) return "output " + at;
  return fmt::format("operand {} of command {} step {}, {}", e.of == Element::Of::result ? "d" : "p", e.command, e.step,
                     at);
}

}  // namespace octet::crosscheck
