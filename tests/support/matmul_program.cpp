// SPDX-License-Identifier: Apache-2.0
#include "tests/support/matmul_program.hpp"

#include <bit>
#include <cstring>
#include <string>

#include "models/core/error.hpp"
#include "models/core/rounding.hpp"
#include "models/units/matmul.hpp"
#include "models/units/requantizer.hpp"
#include "tests/support/random_source.hpp"

namespace octet::test {
namespace {

using program::Command;
using program::Context;
using program::Layout;
using program::Opcode;
using program::Operand;
using program::Period;
using program::Ring;
using program::Space;
using program::Token;

std::uint32_t up(std::uint64_t value, std::uint64_t step) {
  return static_cast<std::uint32_t>((value + step - 1) / step * step);
}

struct Weights {
  Matrix<std::int8_t> a, b;  ///< b is [n][k]; a's bytes are unsigned with a_unsigned
  std::vector<std::int32_t> bias;
  std::vector<DyadicScale> scale;
};

/// Everything about the sizes of one program: addresses in bytes, counts of tiles.
struct Sizes {
  explicit Sizes(const MatmulProgramOptions& o)
      : R(o.geometry.rows),
        C(o.geometry.columns),
        row_tiles((o.m + R - 1) / R),
        column_tiles((o.n + C - 1) / C),
        chunks((column_tiles + o.chunk_tiles - 1) / o.chunk_tiles),
        chunk_columns(o.chunk_tiles * C) {
    commands = o.linear_only && o.m % R != 0 ? 7 : 6;
    input = up(commands * Command::kBytes, 64);
    const std::uint64_t a_bytes = o.linear_only ? std::uint64_t{row_tiles} * o.k * R : std::uint64_t{o.m} * o.k;
    const std::uint64_t b_bytes = o.linear_only ? std::uint64_t{column_tiles} * o.k * C : std::uint64_t{o.k} * o.n;
    out_bytes = row_tiles * o.n * R;
    weights = up(input + a_bytes, 64);
    parameters = up(weights + b_bytes, 64);
    zeros = up(parameters + 16 * o.n, 64);
    output = up(zeros + (commands == 7 ? out_bytes : 0), 64);
    end = up(output + out_bytes, 64);
    a_tile = o.k * R;
    out_base = up(row_tiles * a_tile, 16);
    slot = o.chunk_tiles * o.k * C;
    accumulator_slot = 4 * chunk_columns * R;
  }
  std::uint32_t R, C, row_tiles, column_tiles, chunks, chunk_columns;
  std::uint32_t commands, input, weights, parameters, zeros, output, end;  ///< DRAM
  std::uint32_t out_bytes, a_tile, out_base, slot, accumulator_slot;       ///< buffers
};

Token token(Context context, Period period, std::uint32_t skip = 0) {
  return {true, context, period, static_cast<std::uint8_t>(skip)};
}

Operand at(std::uint64_t base, std::uint32_t stride0 = 0, std::uint32_t stride1 = 0) {
  return {base, 0, Ring::none, stride0, stride1};
}

Operand slots(std::uint32_t count, Ring ring, std::uint32_t bytes) {
  return {0, static_cast<std::uint16_t>(count), ring, bytes, 0};
}

/// One linear run of bytes from DRAM.
Command load_run(Context context, Space space, std::uint64_t from, std::uint64_t to, std::uint32_t bytes) {
  Command c;
  c.opcode = Opcode::load;
  c.context = context;
  c.space = space;
  c.element_bytes = 1;
  c.count0 = c.count1 = c.rows = c.rows_last = 1;
  c.columns = c.columns_last = c.depth = bytes;
  c.a = at(from);
  c.d = at(to);
  return c;
}

Command load_input(const MatmulProgramOptions& o, const Sizes& s) {
  Command c = load_run(Context::load_a, Space::activation, s.input, 0, s.a_tile);
  c.count1 = static_cast<std::uint16_t>(s.row_tiles);
  c.a.stride1 = c.d.stride1 = s.a_tile;
  if (!o.linear_only) {
    c.layout = Layout::row_panels;
    c.tile_columns = static_cast<std::uint16_t>(s.R);
    c.rows = static_cast<std::uint16_t>(s.R);
    c.rows_last = static_cast<std::uint16_t>(o.m - (s.row_tiles - 1) * s.R);
    c.columns = c.columns_last = c.depth = o.k;
    c.a.stride1 = s.R * o.k;
  }
  c.signals[0] = token(Context::matmul_a, Period::command);
  return c;
}

Command load_weights(const MatmulProgramOptions& o, const Sizes& s) {
  Command c = load_run(Context::load_b, Space::weight, s.weights, 0, s.slot);
  const std::uint32_t last_columns = o.n - (s.chunks - 1) * s.chunk_columns;
  c.count0 = static_cast<std::uint16_t>(s.chunks);
  c.columns_last = up(last_columns, s.C) * o.k;
  c.a.stride0 = s.slot;
  if (s.chunks == 1) c.depth = c.columns_last;
  if (!o.linear_only) {
    c.layout = Layout::column_panels;
    c.tile_columns = static_cast<std::uint16_t>(s.C);
    c.rows = c.rows_last = static_cast<std::uint16_t>(o.k);
    c.columns = s.chunk_columns;
    c.columns_last = last_columns;
    c.depth = o.n;
    c.a.stride0 = s.chunk_columns;
  }
  c.d = slots(o.ring_slots, Ring::outer, s.slot);
  c.waits[0] = token(Context::matmul_a, Period::outer, o.ring_slots);
  c.signals[0] = token(Context::matmul_a, Period::outer);
  return c;
}

/// What matmul and requantizer share: the same nest over chunks and row tiles.
Command compute(Opcode opcode, Context context, const MatmulProgramOptions& o, const Sizes& s) {
  Command c;
  c.opcode = opcode;
  c.context = context;
  c.count0 = static_cast<std::uint16_t>(s.chunks);
  c.count1 = static_cast<std::uint16_t>(s.row_tiles);
  c.rows = static_cast<std::uint16_t>(s.R);
  c.rows_last = static_cast<std::uint16_t>(o.m - (s.row_tiles - 1) * s.R);
  c.columns = s.chunk_columns;
  c.columns_last = o.n - (s.chunks - 1) * s.chunk_columns;
  return c;
}

Command multiply(const MatmulProgramOptions& o, const Sizes& s) {
  Command c = compute(Opcode::matmul, Context::matmul_a, o, s);
  c.a_unsigned = o.a_unsigned;
  c.tile_columns = static_cast<std::uint16_t>(s.C);
  c.depth = o.k;
  c.a = at(0, 0, s.a_tile);
  c.b = slots(o.ring_slots, Ring::outer, s.slot);
  c.d = slots(o.ring_slots, Ring::step, s.accumulator_slot);
  c.waits[0] = token(Context::load_a, Period::command);
  c.waits[1] = token(Context::load_b, Period::outer);
  c.waits[2] = token(Context::requantizer_a, Period::step, o.ring_slots);
  c.signals[0] = token(Context::load_b, Period::outer, o.ring_slots);
  c.signals[1] = token(Context::requantizer_a, Period::step);
  return c;
}

Command requantize(const MatmulProgramOptions& o, const Sizes& s) {
  Command c = compute(Opcode::requantize, Context::requantizer_a, o, s);
  c.element_bytes = 1;
  c.a = slots(o.ring_slots, Ring::step, s.accumulator_slot);
  c.p = at(0, 16 * s.chunk_columns);
  c.d = at(s.out_base, s.chunk_columns * s.R, o.n * s.R);
  c.constants[program::constants::requantize::output_bits] = 8;
  c.waits[0] = token(Context::matmul_a, Period::step);
  c.waits[1] = token(Context::load_c, Period::command);
  c.signals[0] = token(Context::matmul_a, Period::step, o.ring_slots);
  c.signals[1] = token(Context::store, Period::step);
  return c;
}

Command store_output(const MatmulProgramOptions& o, const Sizes& s) {
  Command c = compute(Opcode::store, Context::store, o, s);
  c.space = Space::activation;
  c.element_bytes = 1;
  c.a = at(s.out_base, s.chunk_columns * s.R, o.n * s.R);
  if (o.linear_only) {
    c.rows = c.rows_last = 1;
    c.columns *= s.R;
    c.columns_last *= s.R;
    c.depth = c.count0 == 1 ? c.columns_last : c.columns;
    c.d = at(s.output, s.chunk_columns * s.R, o.n * s.R);
  } else {
    c.layout = Layout::row_panels;
    c.tile_columns = static_cast<std::uint16_t>(s.R);
    c.depth = o.n;
    c.d = at(s.output, s.chunk_columns, s.R * o.n);
  }
  c.waits[0] = token(Context::requantizer_a, Period::step);
  return c;
}

std::vector<Command> commands_of(const MatmulProgramOptions& o, const Sizes& s) {
  std::vector<Command> out{load_input(o, s), load_weights(o, s)};
  // A linear store moves the padding lanes of an edge tile too, so they must hold something first.
  if (s.commands == 7) out.push_back(load_run(Context::load_c, Space::activation, s.zeros, s.out_base, s.out_bytes));
  out.push_back(load_run(Context::load_c, Space::parameter, s.parameters, 0, 16 * o.n));
  out.back().signals[0] = token(Context::requantizer_a, Period::command);
  out.push_back(multiply(o, s));
  out.push_back(requantize(o, s));
  out.push_back(store_output(o, s));
  return out;
}

Weights random_weights(const MatmulProgramOptions& o) {
  RandomSource random(o.seed);
  Weights w{Matrix<std::int8_t>(o.m, o.k), Matrix<std::int8_t>(o.n, o.k), {}, {}};
  for (std::int8_t& x : w.a.data()) x = static_cast<std::int8_t>(random.between(-128, 127));
  for (std::int8_t& x : w.b.data()) x = static_cast<std::int8_t>(random.between(-127, 127));
  // Outputs with a standard deviation of about 40: accumulators have about 5400 sqrt(k).
  const int shift = 16 + 7 + static_cast<int>(std::bit_width(o.k)) / 2;
  for (std::uint32_t i = 0; i < o.n; ++i) {
    w.bias.push_back(static_cast<std::int32_t>(random.between(-20000, 20000)));
    w.scale.push_back(
        {static_cast<std::uint32_t>(random.between(1 << 15, (1 << 16) - 1)), static_cast<std::uint8_t>(shift)});
  }
  return w;
}

Matrix<std::int16_t> expected_output(const MatmulProgramOptions& o, const Weights& w) {
  Matrix<std::int32_t> sums(o.m, o.n);
  const golden::MatmulShape shape{o.m, o.n, o.k};
  if (o.a_unsigned) {
    const std::span a(reinterpret_cast<const std::uint8_t*>(w.a.data().data()), w.a.data().size());
    golden::matmul(a, w.b.data(), sums.data(), shape);
  } else {
    golden::matmul(w.a.data(), w.b.data(), sums.data(), shape);
  }
  Matrix<std::int16_t> out(o.m, o.n);
  for (std::uint32_t i = 0; i < o.m; ++i)
    for (std::uint32_t j = 0; j < o.n; ++j)
      out.at(i, j) = golden::requantize(Int<32>(sums.at(i, j)), Int<32>(w.bias[j]), w.scale[j], 8).raw();
  return out;
}

/// The words of row panels as a matrix: row tile * columns + column, lane.
Matrix<std::int16_t> panel_words(const Matrix<std::int16_t>& matrix, std::uint32_t lanes) {
  const std::size_t tiles = (matrix.rows() + lanes - 1) / lanes;
  Matrix<std::int16_t> words(tiles * matrix.columns(), lanes);
  for (std::size_t row = 0; row < matrix.rows(); ++row)
    for (std::size_t column = 0; column < matrix.columns(); ++column)
      words.at(row / lanes * matrix.columns() + column, row % lanes) = matrix.at(row, column);
  return words;
}

void put32(std::vector<std::uint8_t>& image, std::size_t address, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) image[address + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

std::vector<std::uint8_t> image_of(const MatmulProgramOptions& o, const Sizes& s, const Weights& w,
                                   const std::vector<Command>& commands) {
  std::vector<std::uint8_t> image(s.output);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const auto bytes = program::encode(commands[i]);
    std::memcpy(image.data() + i * Command::kBytes, bytes.data(), bytes.size());
  }
  for (std::uint32_t column = 0; column < o.n; ++column) {
    for (std::uint32_t k = 0; k < o.k; ++k) {
      const std::size_t offset = o.linear_only ? std::size_t{column / s.C} * o.k * s.C + k * s.C + column % s.C
                                               : std::size_t{k} * o.n + column;
      image[s.weights + offset] = static_cast<std::uint8_t>(w.b.at(column, k));
    }
    put32(image, s.parameters + 16 * column, static_cast<std::uint32_t>(w.bias[column]));
    put32(image, s.parameters + 16 * column + 4, w.scale[column].multiplier);
    put32(image, s.parameters + 16 * column + 8, w.scale[column].shift);
  }
  return image;
}

void fit(program::BufferGeometry& buffer, std::uint64_t bytes, const char* name) {
  if (buffer.bytes == 0) buffer.bytes = up(bytes, buffer.banks * 64);
  OCTET_CHECK(buffer.bytes >= bytes, std::string("the matmul program needs a larger buffer: ") + name);
}

}  // namespace

program::Geometry fitted_geometry(std::uint32_t rows, std::uint32_t columns, std::uint32_t queue_depth) {
  program::Geometry geometry;
  geometry.rows = rows;
  geometry.columns = columns;
  geometry.queue_depth = queue_depth;
  geometry.buffers.activation.banks = 4;
  geometry.buffers.weight.banks = geometry.buffers.accumulator.banks = 2;
  return geometry;
}

MatmulProgram matmul_program(const MatmulProgramOptions& options) {
  const Sizes s(options);
  const Weights w = random_weights(options);
  MatmulProgram out;
  program::Program& p = out.program;
  p.model = "matmul";
  p.architecture = "test";
  p.geometry = options.geometry;
  fit(p.geometry.buffers.activation, std::uint64_t{s.out_base} + s.out_bytes, "activation");
  fit(p.geometry.buffers.weight, std::uint64_t{options.ring_slots} * s.slot, "weight");
  fit(p.geometry.buffers.accumulator, std::uint64_t{options.ring_slots} * s.accumulator_slot, "accumulator");
  fit(p.geometry.buffers.parameter, std::uint64_t{16} * options.n, "parameter");
  if (p.geometry.dram_bytes == 0) p.geometry.dram_bytes = s.end;
  OCTET_CHECK(p.geometry.dram_bytes >= s.end, "the matmul program needs more DRAM");
  p.commands = commands_of(options, s);
  p.layers = {"matmul"};
  p.layer_macs = {std::uint64_t{options.m} * options.k * options.n};
  p.image = image_of(options, s, w, p.commands);

  Matrix<std::int16_t> a(options.m, options.k);
  for (std::size_t i = 0; i < a.data().size(); ++i)
    a.data()[i] = options.a_unsigned ? static_cast<std::uint8_t>(w.a.data()[i]) : std::int16_t{w.a.data()[i]};
  out.input = options.linear_only ? panel_words(a, s.R) : a;
  out.expected = expected_output(options, w);
  if (options.linear_only) out.expected = panel_words(out.expected, s.R);
  const auto host = [](std::uint32_t address, const Matrix<std::int16_t>& matrix, bool is_unsigned) {
    const auto columns = static_cast<std::uint32_t>(matrix.columns());
    return program::HostMatrix{address, static_cast<std::uint32_t>(matrix.rows()), columns, 1, is_unsigned, columns};
  };
  p.input = host(s.input, out.input, options.a_unsigned);
  p.output = host(s.output, out.expected, false);
  return out;
}

}  // namespace octet::test
