// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/token_programs.hpp"

#include <algorithm>
#include <array>

#include "models/core/error.hpp"

namespace octet::test {
namespace {

using program::Command;
using program::Context;
using program::Opcode;
using program::Space;

constexpr std::uint32_t kBytes = 64;             // of whatever is read or written
constexpr std::uint32_t kSource = 1 << 14;       // DRAM: what loads read, inside the image
constexpr std::uint32_t kStored = 1 << 15;       // DRAM: what stores write, beyond it
constexpr std::uint32_t kPrepared = 4 * kBytes;  // activation bytes that everybody reads, slices come after them

Command transfer(Opcode opcode, Context context, Space space, std::uint64_t from, std::uint64_t to,
                 std::uint32_t bytes) {
  Command c;
  c.opcode = opcode;
  c.context = context;
  c.space = space;
  c.element_bytes = 1;
  c.rows = c.rows_last = 1;
  c.columns = c.columns_last = c.depth = bytes;
  c.a.base = from;
  c.d.base = to;
  return c;
}

}  // namespace

Command token_command(const arch::Architecture& a, Context context, std::uint16_t count0, std::uint16_t count1) {
  const std::uint32_t slice = kPrepared + kBytes * static_cast<std::uint32_t>(context);
  Command c;
  c.context = context;
  c.rows = c.rows_last = static_cast<std::uint16_t>(std::min(a.rows, 4U));
  c.columns = c.columns_last = 3;
  c.element_bytes = 1;
  c.d.base = slice;
  switch (context) {
    case Context::load_a:
    case Context::load_b:
    case Context::load_c:
      c = transfer(Opcode::load, context, Space::activation, kSource, slice, 5);
      break;
    case Context::store:
      c = transfer(Opcode::store, context, Space::activation, 0, kStored, 9);
      break;
    case Context::matmul_a:
    case Context::matmul_b:
      c.opcode = Opcode::matmul;
      c.element_bytes = 0;
      c.tile_columns = static_cast<std::uint16_t>(a.columns);
      c.depth = 4;
      c.d.base = context == Context::matmul_a ? 0 : 1024;
      break;
    case Context::softmax:
      c.opcode = Opcode::softmax_plain;
      c.constants[program::constants::softmax_plain::score_align] = 8;
      break;
    case Context::activation:
      c.opcode = Opcode::gelu;
      c.constants = {8, 13, 1U << 30, 40};
      break;
    case Context::residual_adder:
      c.opcode = Opcode::add;
      c.element_bytes_b = 0x11;
      c.constants = {1U << 30, 31, 1U << 30, 31, 8};
      break;
    default:
      throw InternalError("no token command for this context");
  }
  c.count0 = count0;
  c.count1 = count1;
  return c;
}

std::vector<Command> preparation(const arch::Architecture& a, const std::vector<Context>& contexts) {
  std::vector<Command> out;
  for (const Space space : {Space::weight, Space::activation}) {
    const std::uint32_t bytes = space == Space::weight ? 4 * a.columns : kPrepared;
    Command load = transfer(Opcode::load, Context::load_a, space, kSource, 0, bytes);
    load.count0 = load.count1 = 1;
    out.push_back(load);
  }
  OCTET_CHECK(contexts.size() <= out.back().signals.size(), "a command has eight signals");
  for (std::size_t i = 0; i < contexts.size(); ++i)
    out.back().signals[i] = {true, contexts[i], program::Period::command, 0};
  return out;
}

void wait_for_preparation(std::vector<Command>& commands) {
  std::array<bool, program::kContextCount> seen{};
  for (Command& command : commands) {
    bool& known = seen[static_cast<std::size_t>(command.context)];
    if (!known && command.context != Context::load_a)
      command.waits[7] = {true, Context::load_a, program::Period::command, 0};
    known = true;
  }
}

program::Program token_program(const arch::Architecture& a, const std::vector<Command>& commands) {
  program::Program p;
  p.model = "tokens";
  p.architecture = a.name;
  p.geometry = a.geometry();
  p.commands = commands;
  p.layers = {"tokens"};
  p.layer_macs = {0};
  p.image.resize(kSource + 1024);
  OCTET_CHECK(commands.size() * Command::kBytes <= kSource, "the commands end before what loads read");
  for (std::size_t i = kSource; i < p.image.size(); ++i) p.image[i] = static_cast<std::uint8_t>(i * 37);
  auto at = p.image.begin();
  for (const Command& command : commands) {
    const auto bytes = program::encode(command);
    at = std::copy(bytes.begin(), bytes.end(), at);
  }
  p.input = {kStored + 1024, 1, 1, 1, false, 1};
  p.output = {kSource, 1, 1, 1, false, 1};
  return p;
}

}  // namespace octet::test
