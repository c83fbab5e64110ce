// SPDX-License-Identifier: Apache-2.0
#include "models/execute/panel_elements.hpp"
#include "models/execute/unit_step.hpp"
#include "models/kernels/rows.hpp"
#include "models/units/residual_adder.hpp"

namespace octet::execute {

using namespace program;

template <>
struct UnitStep<machine::UnitKind::residual_adder> {
  static std::vector<Write> operate(const Command& command, const Step& step, const Geometry& geometry,
                                    MemoryReader& memory);
};

std::vector<Write> UnitStep<machine::UnitKind::residual_adder>::operate(const Command& command, const Step& step,
                                                                        const Geometry& geometry,
                                                                        MemoryReader& memory) {
  const auto& c = command.constants;
  const PanelElements a(step.a, command.element_bytes_b & 0xf, step, geometry, memory);
  const PanelElements b(step.b, command.element_bytes_b >> 4, step, geometry, memory);
  RawVector<std::int16_t> out((*a).size());
  if (command.opcode == Opcode::multiply) {
    namespace names = constants::multiply;
    const DyadicScale scale = scale_from(c[names::multiplier], c[names::shift]);
    const int bits = static_cast<int>(c[names::output_bits]);
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = golden::multiply<16>(Int<16>((*a)[i]), Int<16>((*b)[i]), scale, bits).raw();
  } else {
    namespace names = constants::add;
    const DyadicScale scale_a = scale_from(c[names::multiplier_a], c[names::shift_a]);
    const DyadicScale scale_b = scale_from(c[names::multiplier_b], c[names::shift_b]);
    kernels::residual_add<std::int16_t>(*a, scale_a, *b, scale_b, static_cast<int>(c[names::output_bits]), out);
  }
  return write_elements(step, geometry, out, command.element_bytes);
}

OCTET_UNIT_STEP(residual_adder);

}  // namespace octet::execute
