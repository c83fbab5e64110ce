// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/units/unit_program.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "models/core/error.hpp"

namespace octet::crosscheck::units {
namespace {

using program::Command;
using program::Context;
using program::Opcode;
using program::Operand;
using program::Space;

Command transfer(Opcode opcode, Context context, Space space, std::uint64_t bytes) {
  Command c;
  c.opcode = opcode;
  c.context = context;
  c.space = space;
  c.element_bytes = 1;
  c.count0 = c.count1 = c.rows = c.rows_last = 1;
  c.columns = c.columns_last = c.depth = static_cast<std::uint32_t>(bytes);
  return c;
}

}  // namespace

program::Token token(Context other) { return {true, other, program::Period::command, 0}; }

Operand dense(std::uint64_t base, std::uint64_t step_bytes, std::uint32_t count1) {
  return {base, 0, program::Ring::none, static_cast<std::uint32_t>(step_bytes * count1),
          static_cast<std::uint32_t>(step_bytes)};
}

UnitProgram::UnitProgram(const arch::Architecture& architecture, hw::UnitId of, std::uint64_t seed)
    : a(architecture),
      unit(of),
      random(seed),
      activation(std::min<std::uint64_t>(a.buffers.activation.bytes, std::uint64_t{640} * a.rows)),
      weight(std::min<std::uint64_t>(a.buffers.weight.bytes, std::uint64_t{512} * a.columns)),
      accumulator(a.buffers.accumulator.bytes),
      parameter(std::min<std::uint64_t>(a.buffers.parameter.bytes, 2048)) {}

std::uint32_t UnitProgram::multiplier() { return random.once_in(16) ? 0 : one() | random.pick(0, one() - 1); }

std::uint32_t UnitProgram::shift(std::uint32_t usual) {
  usual -= std::min<std::uint32_t>(usual, 31 - static_cast<std::uint32_t>(a.numerics.multiplier_bits_max));
  return random.once_in(6) ? random.pick(0, 62) : std::min<std::uint32_t>(62, usual + random.pick(0, 4));
}

Command UnitProgram::nest(Opcode opcode, Context context, std::uint32_t most_columns) {
  Command c;
  c.opcode = opcode;
  c.context = context;
  c.count0 = static_cast<std::uint16_t>(random.pick(1, 2));
  c.count1 = static_cast<std::uint16_t>(random.pick(1, 3));
  c.rows = static_cast<std::uint16_t>(a.rows);
  c.rows_last = static_cast<std::uint16_t>(random.once_in(3) ? a.rows : random.pick(1, a.rows));
  c.columns = random.pick(1, most_columns);
  c.columns_last = random.pick(1, c.columns);
  return c;
}

Operand UnitProgram::input(const Command& c, std::uint32_t element_bytes, std::uint32_t bits) {
  const std::uint64_t bytes = panel(c, element_bytes);
  const std::uint64_t base = activation.take(steps(c) * bytes, granule());
  for (std::uint64_t step = 0; step < steps(c); ++step)  // a style a step
    activation.put_elements(random, base + step * bytes, bytes / element_bytes, element_bytes, bits);
  return dense(base, bytes, c.count1);
}

Operand UnitProgram::result(const Command& c, std::uint64_t step_bytes) {
  return dense(activation.take(steps(c) * step_bytes, granule()), step_bytes, c.count1);
}

Case UnitProgram::finish() {
  struct Loaded {
    Context by;
    Space space;
    const BufferRoom& room;
  };
  const Loaded loads[] = {{Context::load_a, Space::activation, activation},
                          {Context::load_b, Space::weight, weight},
                          {Context::load_c, Space::parameter, parameter}};
  std::vector<Command> all;
  Command& first = commands_.front();
  std::size_t waits = 0;
  for (const Loaded& load : loads) {
    if (load.room.used() == 0) continue;
    all.push_back(transfer(Opcode::load, load.by, load.space, load.room.used()));
    all.back().signals[0] = token(first.context);
    first.waits[waits++] = token(load.by);
  }
  const Context last = commands_.back().context;
  commands_.back().signals[0] = token(Context::store);
  for (const Command& c : commands_) all.push_back(c);
  all.push_back(transfer(Opcode::store, Context::store, Space::activation, activation.used()));
  all.back().waits[0] = token(last);
  return lay_out(std::move(all));
}

Case UnitProgram::lay_out(std::vector<Command> all) const {
  Case out;
  program::Program& p = out.program;
  p.model = hw::name(unit);
  p.architecture = a.name;
  p.geometry = a.geometry();
  p.layers = {hw::name(unit)};
  p.layer_macs = {0};
  p.image.resize((all.size() * Command::kBytes + 63) / 64 * 64);
  for (Command& c : all) {
    if (c.opcode != Opcode::load) continue;
    const BufferRoom& room = c.space == Space::activation ? activation : c.space == Space::weight ? weight : parameter;
    c.a.base = p.image.size();
    p.image.insert(p.image.end(), room.contents().begin(), room.contents().end());
    p.image.resize((p.image.size() + 63) / 64 * 64);
  }
  p.input = {p.image.size(), 1, 1, 1, false, 1};
  const auto stored = static_cast<std::uint32_t>(activation.used());
  p.output = {p.image.size() + 64, 1, stored, 1, false, stored};
  all.back().d.base = p.output.address;
  if (p.output.address + stored > p.geometry.dram_bytes)
    throw UserError(a.name, "memory.bytes: expected at least " + std::to_string(p.output.address + stored) +
                                " for a case of " + hw::name(unit));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto bytes = program::encode(all[i]);
    std::memcpy(p.image.data() + i * Command::kBytes, bytes.data(), bytes.size());
  }
  p.commands = std::move(all);
  out.input = Matrix<std::int16_t>(1, 1);
  return out;
}

}  // namespace octet::crosscheck::units
