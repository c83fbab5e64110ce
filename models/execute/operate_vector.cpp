// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "models/core/error.hpp"
#include "models/execute/operand_io.hpp"
#include "models/execute/transpose.hpp"
#include "models/kernels/rows.hpp"
#include "models/machine/tables.hpp"
#include "models/units/activation.hpp"
#include "models/units/normalization.hpp"
#include "models/units/softmax.hpp"

// The units that read and write the activation buffer.
namespace octet::execute {

using namespace program;
namespace {

/// An input panel as 16-bit integers in panel order: element (column, row) at column * rows + row.
class PanelElements {
 public:
  PanelElements(std::uint64_t address, std::uint64_t element_bytes, const Step& step, const Geometry& geometry,
                MemoryReader& memory)
      : words_(
            read_panel(memory, Space::activation, {address, step.columns, step.rows, geometry.rows, element_bytes})) {
    OCTET_CHECK(element_bytes == 1 || element_bytes == 2, "elements have 1 or 2 bytes");
    if (element_bytes == 1) wide_ = widen(words_.as<std::int8_t>());
    elements_ = element_bytes == 1 ? std::span<const std::int16_t>(wide_) : words_.as<std::int16_t>();
  }
  PanelElements(const PanelElements&) = delete;
  PanelElements& operator=(const PanelElements&) = delete;

  std::span<const std::int16_t> operator*() const { return elements_; }

 private:
  Words words_;
  RawVector<std::int16_t> wide_;
  std::span<const std::int16_t> elements_;
};

/// The same as rows: element (row, column) at row * columns + column. Units that look at a whole row want it so.
RawVector<std::int16_t> read_rows(std::uint64_t address, std::uint64_t element_bytes, const Step& step,
                                  const Geometry& geometry, MemoryReader& memory) {
  const PanelElements words(address, element_bytes, step, geometry, memory);
  RawVector<std::int16_t> rows((*words).size());
  transpose_bytes(reinterpret_cast<const std::uint8_t*>((*words).data()), step.rows,
                  reinterpret_cast<std::uint8_t*>(rows.data()), step.columns, step.columns, step.rows, 2);
  return rows;
}

/// 8-bit results in row order to their panel.
Write write_rows(const Step& step, const Geometry& geometry, const std::uint8_t* rows) {
  RawBytes words(std::size_t{step.rows} * step.columns);
  transpose(rows, step.columns, words.data(), step.rows, step.rows, step.columns);
  return write_panel(Space::activation, {step.d, step.columns, step.rows, geometry.rows, 1}, std::move(words));
}

void append32(RawBytes& out, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

// What verify lets pass is what the kernels take.
static_assert(machine::row(Opcode::softmax).most_columns == golden::kMostKeys);
static_assert(machine::row(Opcode::softmax_plain).most_columns == golden::kMostKeys);
static_assert(machine::kSoftmaxConstants[constants::softmax::score_align].high == golden::kMostScoreAlign);
static_assert(machine::kSoftmaxPlainConstants[constants::softmax_plain::score_align].high == golden::kMostScoreAlign);
static_assert(machine::kLayernormConstants[constants::layernorm::epsilon_high].high == golden::Epsilon::kMax >> 32);

}  // namespace

std::vector<Write> operate_softmax(const Command& command, const Step& step, const Geometry& geometry,
                                   MemoryReader& memory) {
  namespace names = constants::softmax;
  static_assert(names::score_align == constants::softmax_plain::score_align);
  const auto& c = command.constants;
  const golden::ExpConstants exp = golden::exp_constants_of(static_cast<int>(c[names::score_align]));
  const RawVector<std::int16_t> scores = read_rows(step.a, command.element_bytes, step, geometry, memory);
  RawBytes e(scores.size()), row_scales;
  const bool divides = command.opcode == Opcode::softmax_plain;
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
    append32(row_scales, scale.multiplier);
    append32(row_scales, scale.shift);
  }
  std::vector<Write> writes;
  writes.push_back(write_rows(step, geometry, e.data()));
  if (!divides)
    writes.push_back(write_runs(Space::activation, step.p, row_scales.size(), row_scales.size(), 1, row_scales));
  return writes;
}

std::vector<Write> operate_gelu(const Command& command, const Step& step, const Geometry& geometry,
                                MemoryReader& memory) {
  namespace names = constants::gelu;
  const auto& c = command.constants;
  const golden::GeluParameters parameters =
      golden::gelu_parameters(static_cast<int>(c[names::input_bits]), static_cast<int>(c[names::one_bits]),
                              scale_from(c[names::multiplier], c[names::shift]));
  const PanelElements in(step.a, command.element_bytes, step, geometry, memory);
  RawBytes out((*in).size());
  kernels::gelu<std::int16_t, std::int8_t>(*in, parameters, {reinterpret_cast<std::int8_t*>(out.data()), out.size()});
  std::vector<Write> writes;
  writes.push_back(write_panel(Space::activation, {step.d, step.columns, step.rows, geometry.rows, 1}, std::move(out)));
  return writes;
}

std::vector<Write> operate_layernorm(const Command& command, const Step& step, const Geometry& geometry,
                                     MemoryReader& memory) {
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
  for (std::size_t row = 0; row < step.rows; ++row)
    kernels::layernorm<std::int8_t>({in.data() + row * step.columns, step.columns}, gamma, beta, shift,
                                    golden::Epsilon(static_cast<std::int64_t>(epsilon)),
                                    {out.data() + row * step.columns, step.columns});
  std::vector<Write> writes;
  writes.push_back(write_rows(step, geometry, reinterpret_cast<const std::uint8_t*>(out.data())));
  return writes;
}

std::vector<Write> operate_add(const Command& command, const Step& step, const Geometry& geometry,
                               MemoryReader& memory) {
  namespace names = constants::add;
  const auto& c = command.constants;
  const DyadicScale scale_a = scale_from(c[names::multiplier_a], c[names::shift_a]);
  const DyadicScale scale_b = scale_from(c[names::multiplier_b], c[names::shift_b]);
  const int bits = static_cast<int>(c[names::output_bits]);
  const PanelElements a(step.a, command.element_bytes_b & 0xf, step, geometry, memory);
  const PanelElements b(step.b, command.element_bytes_b >> 4, step, geometry, memory);
  RawVector<std::int16_t> out((*a).size());
  kernels::residual_add<std::int16_t>(*a, scale_a, *b, scale_b, bits, out);
  std::vector<Write> writes;
  const Panel target{step.d, step.columns, step.rows, geometry.rows, command.element_bytes};
  writes.push_back(write_panel(Space::activation, target, narrow(out, command.element_bytes)));
  return writes;
}

}  // namespace octet::execute
