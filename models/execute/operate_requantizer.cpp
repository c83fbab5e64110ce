// SPDX-License-Identifier: Apache-2.0
#include <span>
#include <string>

#include "models/core/error.hpp"
#include "models/execute/unit_step.hpp"
#include "models/kernels/rows.hpp"

namespace octet::execute {

using namespace program;

namespace {

/// Where the scales of a requantize step come from, one a column or one a row.
struct Scales {
  std::vector<DyadicScale> scale;
  std::vector<std::int32_t> bias;  ///< empty: none
};

Scales read_scales(const Command& command, const Step& step, MemoryReader& memory) {
  Scales out;
  switch (command.mode) {
    case RequantizeMode::uniform: {
      const auto& c = command.constants;
      out.scale.push_back(scale_from(c[constants::requantize::multiplier], c[constants::requantize::shift]));
      break;
    }
    case RequantizeMode::per_row: {
      const auto data = read_bytes(memory, Space::activation, step.p, kScaleBytes * step.rows);
      out.scale.reserve(step.rows);
      for (std::size_t row = 0; row < step.rows; ++row)
        out.scale.push_back(scale_from(word32(data, 2 * row), word32(data, 2 * row + 1)));
      break;
    }
    case RequantizeMode::per_column: {
      const auto data = read_bytes(memory, Space::parameter, step.p, 16 * std::uint64_t{step.columns});
      out.bias.reserve(step.columns);
      out.scale.reserve(step.columns);
      for (std::size_t column = 0; column < step.columns; ++column) {
        out.bias.push_back(static_cast<std::int32_t>(word32(data, 4 * column)));
        out.scale.push_back(scale_from(word32(data, 4 * column + 1), word32(data, 4 * column + 2)));
      }
      break;
    }
  }
  return out;
}

/// Faults where a sum and the bias of its column leave 32 bits: no compressed model has such a bias.
void require_32_bits(std::span<const std::int32_t> sums, std::int32_t bias) {
  // Nearly always both stay within 31 bits: x ^ (x >> 31) is x or -x - 1, and their bits are gathered without a branch.
  auto bits = static_cast<std::uint32_t>(bias ^ (bias >> 31));
  for (const std::int32_t sum : sums) bits |= static_cast<std::uint32_t>(sum ^ (sum >> 31));
  if (bits < (1U << 30)) return;
  for (const std::int32_t sum : sums) {
    const std::int64_t biased = std::int64_t{sum} + bias;
    if (biased < Int<32>::kMin || biased > Int<32>::kMax)
      throw MachineFault("accumulator + bias is " + std::to_string(biased) + ", beyond 32 bits");
  }
}

/// Sums and results lie [column][row].
template <class Out>
void requantize_panel(RequantizeMode mode, const Scales& scales, std::span<const std::int32_t> sums, std::size_t rows,
                      int bits, Out* out) {
  if (mode == RequantizeMode::uniform)
    return kernels::requantize<Out>(sums, 0, scales.scale.front(), bits, {out, sums.size()});
  const kernels::ScaleTable by_row(std::span<const std::int32_t>{},
                                   mode == RequantizeMode::per_row ? scales.scale : std::vector<DyadicScale>{});
  for (std::size_t column = 0; column * rows < sums.size(); ++column) {
    const std::span<const std::int32_t> in = sums.subspan(column * rows, rows);
    const std::span<Out> to(out + column * rows, rows);
    if (mode == RequantizeMode::per_row) {
      kernels::requantize<Out>(in, by_row, bits, to);
    } else {
      require_32_bits(in, scales.bias[column]);
      kernels::requantize<Out>(in, scales.bias[column], scales.scale[column], bits, to);
    }
  }
}

}  // namespace

template <>
struct UnitStep<machine::UnitKind::requantizer> {
  static std::vector<Write> operate(const Command& command, const Step& step, const Geometry& geometry,
                                    MemoryReader& memory);
};

std::vector<Write> UnitStep<machine::UnitKind::requantizer>::operate(const Command& command, const Step& step,
                                                                     const Geometry& geometry, MemoryReader& memory) {
  const std::uint64_t rows = step.rows, columns = step.columns;
  Words accumulators = read_panel(memory, Space::accumulator, {step.a, columns, rows, geometry.rows, 4});
  const std::span<const std::int32_t> sums = accumulators.as<std::int32_t>();
  const Scales scales = read_scales(command, step, memory);
  const int bits = static_cast<int>(command.constants[constants::requantize::output_bits]);
  RawBytes out(sums.size() * command.element_bytes);
  if (command.element_bytes == 1) {
    requantize_panel(command.mode, scales, sums, rows, bits, reinterpret_cast<std::int8_t*>(out.data()));
  } else {
    OCTET_CHECK(command.element_bytes == 2, "elements have 1 or 2 bytes");
    requantize_panel(command.mode, scales, sums, rows, bits, reinterpret_cast<std::int16_t*>(out.data()));
  }
  std::vector<Write> writes;
  const Panel target{step.d, columns, rows, geometry.rows, command.element_bytes};
  writes.push_back(write_panel(Space::activation, target, std::move(out)));
  return writes;
}

OCTET_UNIT_STEP(requantizer);

}  // namespace octet::execute
