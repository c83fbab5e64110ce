// SPDX-License-Identifier: Apache-2.0
#include "hw/system/command_check.hpp"

#include "models/core/error.hpp"

namespace octet::hw {
namespace {

using program::Command;
using program::Context;
using program::Opcode;

bool knows(Context context, Opcode opcode) {
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

bool ring_is_sound(const program::Operand& operand) {
  return operand.ring == program::Ring::none || operand.ring_count > 0;
}

}  // namespace

void check_command(const IssuedCommand& issued, const program::Geometry& geometry) {
  const Command& it = issued.command;
  const auto require = [&](bool holds, const char* what) {
    if (!holds) throw MachineFault(describe(issued) + ": " + what);
  };
  const bool moves = it.opcode == Opcode::load || it.opcode == Opcode::store;
  require(knows(it.context, it.opcode), "the context's unit does not know this opcode");
  require(it.count0 > 0 && it.count1 > 0, "a loop of zero steps");
  require(it.rows_last > 0 && (it.rows > 0 || it.count1 == 1), "a step of zero rows");
  require(it.columns_last > 0 && (it.columns > 0 || it.count0 == 1), "a step of zero columns");
  require(moves || (it.rows_last <= geometry.rows && (it.rows <= geometry.rows || it.count1 == 1)),
          "more rows than the array has");
  require(it.opcode != Opcode::matmul || (it.depth > 0 && it.tile_columns > 0),
          "a matmul without depth or tile columns");
  require(!moves || it.layout == program::Layout::linear || it.tile_columns > 0, "panels of zero lanes");
  require(!moves || it.space != program::Space::dram, "a DMA between DRAM and DRAM");
  require(it.opcode == Opcode::matmul || is_width(it.element_bytes), "an element of neither 1, 2 nor 4 bytes");
  require(it.opcode != Opcode::add || (is_width(it.element_bytes_b & 0xfu) && is_width(it.element_bytes_b >> 4u)),
          "an operand element of neither 1, 2 nor 4 bytes");
  require(ring_is_sound(it.a) && ring_is_sound(it.b) && ring_is_sound(it.p) && ring_is_sound(it.d),
          "a ring of zero slots");
}

}  // namespace octet::hw
