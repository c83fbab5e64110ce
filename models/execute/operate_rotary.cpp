// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "models/core/error.hpp"
#include "models/execute/panel_elements.hpp"
#include "models/execute/unit_step.hpp"
#include "models/units/rotary.hpp"

namespace octet::execute {

using namespace program;

template <>
struct UnitStep<machine::UnitKind::rotary> {
  static std::vector<Write> operate(const Command& command, const Step& step, const Geometry& geometry,
                                    MemoryReader& memory);
};

std::vector<Write> UnitStep<machine::UnitKind::rotary>::operate(const Command& command, const Step& step,
                                                                const Geometry& geometry, MemoryReader& memory) {
  namespace names = constants::rotary;
  if (step.columns % 2 != 0)  // no compiled program has it
    throw MachineFault("rotary turns pairs of columns, and a step has " + std::to_string(step.columns));
  const DyadicScale scale = scale_from(command.constants[names::multiplier], command.constants[names::shift]);
  const int bits = static_cast<int>(command.constants[names::output_bits]);
  const PanelElements x(step.a, command.element_bytes_b & 0xf, step, geometry, memory);
  const PanelElements table(step.b, command.element_bytes_b >> 4, step, geometry, memory);
  for (const std::int16_t it : *table)
    if (it < -(1 << golden::kRotaryBits) || it > 1 << golden::kRotaryBits)  // no compressed model has it
      throw MachineFault("a cosine or sine is " + std::to_string(it) + ", beyond 1");
  const std::size_t half = (*x).size() / 2;  // elements lie column by column: the second half of the columns
  RawVector<std::int16_t> out(2 * half);
  for (std::size_t i = 0; i < half; ++i) {
    const auto turned = golden::rotate<16>(Int<16>((*x)[i]), Int<16>((*x)[half + i]), Int<16>((*table)[i]),
                                           Int<16>((*table)[half + i]), scale, bits);
    out[i] = turned[0].raw();
    out[half + i] = turned[1].raw();
  }
  return write_elements(step, geometry, out, command.element_bytes);
}

OCTET_UNIT_STEP(rotary);

}  // namespace octet::execute
