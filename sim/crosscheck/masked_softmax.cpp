// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/masked_softmax.hpp"

#include <algorithm>

#include "models/execute/operand_io.hpp"
#include "models/program/operands.hpp"
#include "models/units/softmax.hpp"

namespace octet::crosscheck {

std::vector<execute::Write> masked_softmax(const program::Command& command, const program::Step& step,
                                           const program::Geometry& geometry, const rtl::SoftmaxMask& mask,
                                           execute::MemoryReader& memory) {
  namespace names = program::constants::softmax;
  using program::Space;
  const auto& c = command.constants;
  const bool is_plain = !program::uses(command, machine::Slot::p);  // it divides, and writes no scales
  const golden::ExpConstants exp = golden::exp_constants_of(static_cast<int>(c[names::score_align]));
  const std::uint64_t bytes = command.element_bytes;
  const execute::Words words =
      execute::read_panel(memory, Space::activation, {step.a, step.columns, step.rows, geometry.rows, bytes});
  RawBytes results(std::size_t{step.rows} * step.columns);
  RawBytes scales(is_plain ? 0 : step.rows * execute::kScaleBytes);
  std::vector<std::int16_t> scores(step.columns);
  std::vector<std::uint8_t> out(step.columns);
  for (std::uint64_t row = 0; row < step.rows; ++row) {
    for (std::uint64_t key = 0; key < step.columns; ++key) {
      const std::uint8_t* at = words.data() + key * words.stride() + row * bytes;
      scores[key] = bytes == 1 ? static_cast<std::int8_t>(at[0]) : static_cast<std::int16_t>(at[0] | at[1] << 8);
    }
    std::uint64_t valid = std::min(mask.keys, step.columns);
    if (mask.causal) valid = std::min<std::uint64_t>(valid, std::uint64_t{mask.position} + row + 1);
    if (is_plain) {
      golden::softmax(scores, valid, exp, out);
    } else {
      const UInt<32> sum = golden::attention_softmax(scores, valid, exp, out);
      const DyadicScale context = execute::scale_from(c[names::context_multiplier], c[names::context_shift]);
      const DyadicScale scale = golden::row_scale(sum, context, static_cast<int>(c[names::multiplier_bits]));
      execute::put_scale(scales.data() + row * execute::kScaleBytes, scale);
    }
    for (std::uint64_t key = 0; key < step.columns; ++key) results[key * step.rows + row] = out[key];
  }
  std::vector<execute::Write> writes;
  writes.push_back(
      execute::write_panel(Space::activation, {step.d, step.columns, step.rows, geometry.rows, 1}, std::move(results)));
  if (!is_plain) {
    const std::size_t size = scales.size();
    writes.push_back(execute::write_runs(Space::activation, step.p, size, size, 1, std::move(scales)));
  }
  return writes;
}

}  // namespace octet::crosscheck
