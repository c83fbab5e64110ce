// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/encoder_case.hpp"

#include <algorithm>

#include "models/core/error.hpp"
#include "models/graph/random_weights.hpp"
#include "sim/compile/compile.hpp"

namespace octet::crosscheck {

std::optional<Case> compile_encoder(const RandomEncoder& encoder, const arch::Architecture& architecture) {
  Case out;
  RandomEncoder fitting = encoder;
  const arch::SupportedNumerics& most = architecture.numerics;
  graph::Numerics& numerics = fitting.numerics;
  numerics.residual_bits = std::min(numerics.residual_bits, most.residual_bits_max);
  numerics.multiplier_bits = std::min(numerics.multiplier_bits, most.multiplier_bits_max);
  numerics.gelu_input_bits = std::min(numerics.gelu_input_bits, most.gelu_input_bits_max);
  numerics.score_bits = std::min(numerics.score_bits, most.score_bits_max);
  try {
    out.program = sim::compile(random_model(fitting), architecture, /*symbolic=*/false);
  } catch (const UserError&) {
    return std::nullopt;
  }
  out.input = random_input(out.program, encoder.seed);
  return out;
}

Case encoder_case(const arch::Architecture& architecture, std::uint64_t seed) {
  constexpr int kTries = 50;
  Random random(seed);
  for (int i = 0; i < kTries; ++i) {
    RandomEncoder encoder = draw_encoder(random);
    encoder.classes = static_cast<int>(random.pick(9, 60));  // what is compared
    if (std::optional<Case> one = compile_encoder(encoder, architecture)) return std::move(*one);
  }
  throw UserError(architecture.name, "expected room for a small encoder, and none of 50 could be compiled");
}

Matrix<std::int16_t> random_input(const program::Program& program, std::uint64_t seed) {
  const program::HostMatrix& m = program.input;
  SplitMix random(seed);
  return graph::random_elements(m.rows, m.columns, static_cast<int>(8 * m.element_bytes), m.is_unsigned, random);
}

}  // namespace octet::crosscheck
