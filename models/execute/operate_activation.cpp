// SPDX-License-Identifier: Apache-2.0
#include "models/execute/panel_elements.hpp"
#include "models/execute/unit_step.hpp"
#include "models/kernels/rows.hpp"
#include "models/units/activation.hpp"

namespace octet::execute {

using namespace program;

static_assert(machine::kSiluConstants[constants::silu::align].high == golden::kMostSiluAlign);

template <>
struct UnitStep<machine::UnitKind::activation> {
  static std::vector<Write> operate(const Command& command, const Step& step, const Geometry& geometry,
                                    MemoryReader& memory);
};

std::vector<Write> UnitStep<machine::UnitKind::activation>::operate(const Command& command, const Step& step,
                                                                    const Geometry& geometry, MemoryReader& memory) {
  const auto& c = command.constants;
  const PanelElements in(step.a, command.element_bytes, step, geometry, memory);
  RawBytes out((*in).size());
  const std::span<std::int8_t> results(reinterpret_cast<std::int8_t*>(out.data()), out.size());
  if (command.opcode == Opcode::silu) {
    namespace names = constants::silu;
    const DyadicScale scale = scale_from(c[names::multiplier], c[names::shift]);
    for (std::size_t i = 0; i < results.size(); ++i)
      results[i] = golden::silu(Int<16>((*in)[i]), static_cast<int>(c[names::align]), scale).raw();
  } else {
    namespace names = constants::gelu;
    const golden::GeluParameters parameters =
        golden::gelu_parameters(static_cast<int>(c[names::input_bits]), static_cast<int>(c[names::one_bits]),
                                scale_from(c[names::multiplier], c[names::shift]));
    kernels::gelu<std::int16_t, std::int8_t>(*in, parameters, results);
  }
  std::vector<Write> writes;
  writes.push_back(write_panel(Space::activation, {step.d, step.columns, step.rows, geometry.rows, 1}, std::move(out)));
  return writes;
}

OCTET_UNIT_STEP(activation);

}  // namespace octet::execute
