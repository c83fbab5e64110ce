// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <string>

#include "models/core/error.hpp"
#include "models/program/operand_io.hpp"
#include "models/program/transpose.hpp"
#include "models/units/matmul.hpp"
#include "models/units/requantizer.hpp"

// The matmul engine and the requantizer that empties its accumulators.
namespace octet::program {
namespace {

template <class T>
std::span<const T> as(const std::vector<std::uint8_t>& data) {
  return {reinterpret_cast<const T*>(data.data()), data.size() / sizeof(T)};
}

/// The column operand as [columns][k]: what the golden kernel wants, and the transpose of every panel.
std::vector<std::uint8_t> read_columns(const Command& command, const Step& step, MemoryReader& memory) {
  const std::uint64_t depth = command.depth, lanes = command.tile_columns;
  std::vector<std::uint8_t> columns(step.columns * depth);
  for (std::uint64_t first = 0; first < step.columns; first += lanes) {
    const Panel panel{step.b + first * depth, depth, std::min<std::uint64_t>(lanes, step.columns - first), lanes, 1};
    const std::vector<std::uint8_t> words = read_panel(memory, Space::weight, panel);
    transpose(words.data(), panel.valid, columns.data() + first * depth, depth, depth, panel.valid);
  }
  return columns;
}

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
      const auto data = read_bytes(memory, Space::activation, step.p, 8 * std::uint64_t{step.rows});
      for (std::size_t row = 0; row < step.rows; ++row)
        out.scale.push_back(scale_from(word32(data, 2 * row), word32(data, 2 * row + 1)));
      break;
    }
    case RequantizeMode::per_column: {
      const auto data = read_bytes(memory, Space::parameter, step.p, 16 * std::uint64_t{step.columns});
      for (std::size_t column = 0; column < step.columns; ++column) {
        out.bias.push_back(static_cast<std::int32_t>(word32(data, 4 * column)));
        out.scale.push_back(scale_from(word32(data, 4 * column + 1), word32(data, 4 * column + 2)));
      }
      break;
    }
  }
  return out;
}

}  // namespace

std::vector<Write> operate_matmul(const Command& command, const Step& step, const Geometry& geometry,
                                  MemoryReader& memory) {
  const std::uint64_t depth = command.depth, rows = step.rows, columns = step.columns;
  const std::vector<std::uint8_t> words =
      read_panel(memory, Space::activation, {step.a, depth, rows, geometry.rows, 1});
  std::vector<std::uint8_t> a(rows * depth);
  transpose(words.data(), rows, a.data(), depth, depth, rows);
  const std::vector<std::uint8_t> b = read_columns(command, step, memory);

  std::vector<std::int32_t> sums(rows * columns);
  const golden::MatmulShape shape{rows, columns, depth};
  if (command.a_unsigned) {
    golden::matmul(as<std::uint8_t>(a), as<std::int8_t>(b), sums, shape);
  } else {
    golden::matmul(as<std::int8_t>(a), as<std::int8_t>(b), sums, shape);
  }

  std::vector<std::uint8_t> out(sums.size() * 4);
  transpose_bytes(reinterpret_cast<const std::uint8_t*>(sums.data()), columns, out.data(), rows, rows, columns, 4);
  std::vector<Write> writes;
  writes.push_back(write_panel(Space::accumulator, {step.d, columns, rows, geometry.rows, 4}, std::move(out)));
  return writes;
}

std::vector<Write> operate_requantize(const Command& command, const Step& step, const Geometry& geometry,
                                      MemoryReader& memory) {
  const std::uint64_t rows = step.rows, columns = step.columns;
  const std::vector<std::uint8_t> sums =
      read_panel(memory, Space::accumulator, {step.a, columns, rows, geometry.rows, 4});
  const Scales scales = read_scales(command, step, memory);
  const int bits = static_cast<int>(command.constants[constants::requantize::output_bits]);

  std::vector<std::int16_t> values(rows * columns);
  for (std::size_t column = 0; column < columns; ++column) {
    const std::int32_t bias = scales.bias.empty() ? 0 : scales.bias[column];
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t which = command.mode == RequantizeMode::per_column ? column
                                : command.mode == RequantizeMode::per_row  ? row
                                                                           : 0;
      const std::size_t i = column * rows + row;
      const auto sum = static_cast<std::int32_t>(word32(sums, i));
      const std::int64_t biased = std::int64_t{sum} + bias;
      if (biased < Int<32>::kMin || biased > Int<32>::kMax)  // no compressed model has such a bias
        throw MachineFault("accumulator + bias is " + std::to_string(biased) + ", beyond 32 bits");
      values[i] = golden::requantize(Int<32>(sum), Int<32>(bias), scales.scale[which], bits).raw();
    }
  }
  std::vector<Write> writes;
  const Panel target{step.d, columns, rows, geometry.rows, command.element_bytes};
  writes.push_back(write_panel(Space::activation, target, narrow(values, command.element_bytes)));
  return writes;
}

}  // namespace octet::program
