// SPDX-License-Identifier: Apache-2.0
#include "models/execute/operate.hpp"

#include "models/core/error.hpp"
#include "models/execute/operand_io.hpp"
#include "models/machine/tables.hpp"

namespace octet::execute {

using namespace program;

std::vector<Write> operate(const Command& command, const Step& step, const Geometry& geometry, MemoryReader& memory) {
  using machine::UnitKind;
  switch (machine::row(command.opcode).unit) {
    case UnitKind::controller:
      break;
    case UnitKind::dma_load:
      return operate_load(command, step, memory);
    case UnitKind::dma_store:
      return operate_store(command, step, memory);
    case UnitKind::matmul:
      return operate_matmul(command, step, geometry, memory);
    case UnitKind::requantizer:
      return operate_requantize(command, step, geometry, memory);
    case UnitKind::softmax:
      return operate_softmax(command, step, geometry, memory);
    case UnitKind::activation:
      return operate_gelu(command, step, geometry, memory);
    case UnitKind::normalization:
      return operate_layernorm(command, step, geometry, memory);
    case UnitKind::residual_adder:
      return operate_add(command, step, geometry, memory);
  }
  OCTET_CHECK(false, "opcode is defined");
}

}  // namespace octet::execute
