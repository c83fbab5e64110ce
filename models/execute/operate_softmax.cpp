// SPDX-License-Identifier: Apache-2.0
#include "models/execute/panel_elements.hpp"
#include "models/execute/unit_step.hpp"
#include "models/kernels/rows.hpp"
#include "models/units/softmax.hpp"

namespace octet::execute {

using namespace program;

namespace {

// What verify lets pass is what the kernels take.
static_assert(machine::row(Opcode::softmax).most_columns == golden::kMostKeys);
static_assert(machine::row(Opcode::softmax_plain).most_columns == golden::kMostKeys);
static_assert(machine::kSoftmaxConstants[constants::softmax::score_align].high == golden::kMostScoreAlign);
static_assert(machine::kSoftmaxPlainConstants[constants::softmax_plain::score_align].high == golden::kMostScoreAlign);

}  // namespace

template <>
struct UnitStep<machine::UnitKind::softmax> {
  static std::vector<Write> operate(const Command& command, const Step& step, const Geometry& geometry,
                                    MemoryReader& memory);
};

std::vector<Write> UnitStep<machine::UnitKind::softmax>::operate(const Command& command, const Step& step,
                                                                 const Geometry& geometry, MemoryReader& memory) {
  namespace names = constants::softmax;
  static_assert(names::score_align == constants::softmax_plain::score_align);
  const auto& c = command.constants;
  const golden::ExpConstants exp = golden::exp_constants_of(static_cast<int>(c[names::score_align]));
  const RawVector<std::int16_t> scores = read_rows(step.a, command.element_bytes, step, geometry, memory);
  const bool divides = command.opcode == Opcode::softmax_plain;
  RawBytes e(scores.size()), row_scales(divides ? 0 : step.rows * kScaleBytes);
  for (std::size_t row = 0; row < step.rows; ++row) {
    const std::span<const std::int16_t> in(scores.data() + row * step.columns, step.columns);
    const std::span<std::uint8_t> out(e.data() + row * step.columns, step.columns);
    if (divides) {
      kernels::softmax(in, step.columns, exp, out);
      continue;
    }
    const UInt<32> sum(kernels::attention_softmax(in, step.columns, exp, out));
    const DyadicScale context = scale_from(c[names::context_multiplier], c[names::context_shift]);
    const DyadicScale scale = golden::row_scale(sum, context, static_cast<int>(c[names::multiplier_bits]));
    put_scale(row_scales.data() + row * kScaleBytes, scale);
  }
  std::vector<Write> writes;
  writes.push_back(write_rows(step, geometry, e.data()));
  if (!divides) {
    const std::size_t bytes = row_scales.size();
    writes.push_back(write_runs(Space::activation, step.p, bytes, bytes, 1, std::move(row_scales)));
  }
  return writes;
}

OCTET_UNIT_STEP(softmax);

}  // namespace octet::execute
