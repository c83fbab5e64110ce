// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "models/execute/packed_operands.hpp"
#include "models/execute/unit_step.hpp"
#include "models/kernels/matmul.hpp"

namespace octet::execute {

using namespace program;

template <>
struct UnitStep<machine::UnitKind::matmul> {
  static std::vector<Write> operate(const Command& command, const Step& step, const Geometry& geometry,
                                    MemoryReader& memory);
};

std::vector<Write> UnitStep<machine::UnitKind::matmul>::operate(const Command& command, const Step& step,
                                                                const Geometry& geometry, MemoryReader& memory) {
  const std::uint64_t depth = command.depth, rows = step.rows, columns = step.columns, lanes = command.tile_columns;
  thread_local PackedOperands packed;
  const kernels::PackedColumns& a =
      packed.activations(memory, {step.a, depth, rows, geometry.rows, 1},
                         command.a_unsigned ? kernels::Sign::is_unsigned : kernels::Sign::is_signed);
  RawBytes out(rows * columns * 4);
  auto* sums = reinterpret_cast<std::int32_t*>(out.data());
  for (std::uint64_t first = 0; first < columns; first += lanes) {
    const Panel panel{step.b + first * depth, depth, std::min(lanes, columns - first), lanes, 1};
    kernels::multiply(packed.weights(memory, panel, a), a, sums + first * rows, rows);
  }
  std::vector<Write> writes;
  writes.push_back(write_panel(Space::accumulator, {step.d, columns, rows, geometry.rows, 4}, std::move(out)));
  return writes;
}

OCTET_UNIT_STEP(matmul);

}  // namespace octet::execute
