// SPDX-License-Identifier: Apache-2.0
#include "models/execute/operate.hpp"

#include "models/core/error.hpp"
#include "models/execute/operand_io.hpp"

namespace octet::execute {

using namespace program;

std::vector<Write> operate(const Command& command, const Step& step, const Geometry& geometry, MemoryReader& memory) {
  switch (command.opcode) {
    case Opcode::load:
      return operate_load(command, step, memory);
    case Opcode::store:
      return operate_store(command, step, memory);
    case Opcode::matmul:
      return operate_matmul(command, step, geometry, memory);
    case Opcode::requantize:
      return operate_requantize(command, step, geometry, memory);
    case Opcode::softmax:
    case Opcode::softmax_plain:
      return operate_softmax(command, step, geometry, memory);
    case Opcode::gelu:
      return operate_gelu(command, step, geometry, memory);
    case Opcode::layernorm:
      return operate_layernorm(command, step, geometry, memory);
    case Opcode::add:
      return operate_add(command, step, geometry, memory);
  }
  OCTET_CHECK(false, "opcode is defined");
}

}  // namespace octet::execute
