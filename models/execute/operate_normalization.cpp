// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "models/core/error.hpp"
#include "models/execute/panel_elements.hpp"
#include "models/execute/unit_step.hpp"
#include "models/kernels/rows.hpp"
#include "models/units/normalization.hpp"

namespace octet::execute {

using namespace program;

// What verify lets pass is what the kernels take.
static_assert(machine::kLayernormConstants[constants::layernorm::epsilon_high].high == golden::Epsilon::kMax >> 32);
static_assert(constants::rmsnorm::shift == constants::layernorm::shift &&
              constants::rmsnorm::epsilon_low == constants::layernorm::epsilon_low &&
              constants::rmsnorm::epsilon_high == constants::layernorm::epsilon_high);

template <>
struct UnitStep<machine::UnitKind::normalization> {
  static std::vector<Write> operate(const Command& command, const Step& step, const Geometry& geometry,
                                    MemoryReader& memory);
};

std::vector<Write> UnitStep<machine::UnitKind::normalization>::operate(const Command& command, const Step& step,
                                                                       const Geometry& geometry, MemoryReader& memory) {
  const RawVector<std::int16_t> in = read_rows(step.a, command.element_bytes, step, geometry, memory);
  const auto entries = read_bytes(memory, Space::parameter, step.p, 16 * std::uint64_t{step.columns});
  std::vector<std::int32_t> beta(step.columns), gamma(step.columns);
  for (std::size_t column = 0; column < step.columns; ++column) {
    beta[column] = static_cast<std::int32_t>(word32(entries, 4 * column));
    gamma[column] = static_cast<std::int32_t>(word32(entries, 4 * column + 1));
    if (gamma[column] < Int<17>::kMin || gamma[column] > Int<17>::kMax)  // no compressed model has it
      throw MachineFault("gamma is " + std::to_string(gamma[column]) + ", beyond 17 bits");
  }
  namespace names = constants::layernorm;
  const int shift = static_cast<int>(command.constants[names::shift]);
  const std::uint64_t epsilon =
      command.constants[names::epsilon_low] | std::uint64_t{command.constants[names::epsilon_high]} << 32;
  if (epsilon > static_cast<std::uint64_t>(golden::Epsilon::kMax))  // no compressed model has it
    throw MachineFault("epsilon is " + std::to_string(epsilon) + ", beyond 54 bits");
  RawVector<std::int8_t> out(in.size());
  const golden::Epsilon e(static_cast<std::int64_t>(epsilon));
  for (std::size_t row = 0; row < step.rows; ++row) {
    const std::span<const std::int16_t> x(in.data() + row * step.columns, step.columns);
    const std::span<std::int8_t> y(out.data() + row * step.columns, step.columns);
    if (command.opcode == Opcode::rmsnorm)
      golden::rmsnorm(x, gamma, shift, e, y);
    else
      kernels::layernorm<std::int8_t>(x, gamma, beta, shift, e, y);
  }
  std::vector<Write> writes;
  writes.push_back(write_rows(step, geometry, reinterpret_cast<const std::uint8_t*>(out.data())));
  return writes;
}

OCTET_UNIT_STEP(normalization);

}  // namespace octet::execute
