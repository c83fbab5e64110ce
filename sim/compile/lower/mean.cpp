// SPDX-License-Identifier: Apache-2.0
// A matrix product with a row of ones.
#include <algorithm>

#include "sim/compile/image.hpp"
#include "sim/compile/lower/define.hpp"
#include "sim/compile/sizes.hpp"

namespace octet::sim {

using program::Context;
using program::Layout;
using program::Opcode;
using program::Ring;
using program::Space;

namespace {

void fill_ones(std::uint8_t* out, const Region& region, const graph::Model& model, const arch::Architecture&) {
  const graph::ValueId input = node_of<graph::Mean>(region, model).input;
  std::fill_n(out, model.values[static_cast<std::size_t>(input)].rows, std::uint8_t{1});
}

}  // namespace

template <>
struct Lower<graph::Mean> : UsualLower {
  static void want_homes(Lowering& lowering, const graph::Mean& op);
  static void lower(Lowering& lowering, const graph::Mean& op);
};

/// The rows are the depth of the product.
void Lower<graph::Mean>::want_homes(Lowering& lowering, const graph::Mean& op) {
  lowering.home(op.input).wants_rows = true;
}

void Lower<graph::Mean>::lower(Lowering& lowering, const graph::Mean& op) {
  const graph::Value& input = lowering.value(op.input);
  const auto depth = static_cast<std::uint64_t>(input.rows), columns = static_cast<std::uint64_t>(input.columns);
  map::ChunkRequest request;
  request.columns = columns;
  request.depth = depth;
  request.row_tiles = 1;
  const std::uint64_t chunk = lowering.chunk_tiles(request) * lowering.tile_columns();
  const IterationSpace shape = chunked(lowering.row_shape(op.output), chunk);

  const RegionId ones = lowering.add_region(Space::dram, depth, 1, fill_ones);
  IterationSpace row;
  row.columns = row.columns_last = depth;
  Draft load_ones = lowering.load(Context::load_a, row, Layout::row_panels, Space::activation);
  load_ones.command.tile_columns = static_cast<std::uint16_t>(lowering.lanes());
  Place one;
  one.region = lowering.add_region(Space::activation, depth * lowering.lanes(), 1);
  lowering.push(load_ones, {ones, {}}, {}, {}, one);

  IterationSpace loaded = shape;
  loaded.count1 = 1;
  loaded.rows = loaded.rows_last = depth;
  const Place panels =
      lowering.weight_ring(std::min(chunk, round_up(columns, lowering.tile_columns())) * depth, shape.count0);
  Draft load_panels = lowering.load(Context::load_b, loaded, Layout::column_panels, Space::weight);
  load_panels.command.tile_columns = static_cast<std::uint16_t>(lowering.tile_columns());
  load_panels.command.depth = lowering.home(op.input).pitch;
  Place source{lowering.home(op.input).rows, {}};
  if (shape.count0 > 1) source.operand.stride0 = static_cast<std::uint32_t>(shape.columns);
  lowering.push(load_panels, source, {}, {}, panels);

  const Place sums =
      lowering.ring(Space::accumulator, std::max(shape.columns, shape.columns_last) * lowering.lanes() * 4,
                    std::min<std::uint64_t>(lowering.slots(Space::accumulator), shape.count0), Ring::step);
  Draft matmul = lowering.draft(Opcode::matmul, Context::matmul_a, shape);
  matmul.command.a_unsigned = true;
  matmul.command.tile_columns = static_cast<std::uint16_t>(lowering.tile_columns());
  matmul.command.depth = static_cast<std::uint32_t>(depth);
  lowering.push(matmul, one, panels, {}, sums);

  const Lowering::Sink result = lowering.sink(op.output, shape);
  Draft requantize = lowering.draft(Opcode::requantize, Context::requantizer_a, shape);
  requantize.command.mode = program::RequantizeMode::uniform;
  requantize.command.element_bytes = static_cast<std::uint8_t>(lowering.value(op.output).bytes_per_element());
  requantize.command.constants[program::constants::requantize::multiplier] = op.scale.multiplier;
  requantize.command.constants[program::constants::requantize::shift] = op.scale.shift;
  requantize.command.constants[program::constants::requantize::output_bits] =
      static_cast<std::uint32_t>(lowering.value(op.output).bits);
  lowering.push(requantize, sums, {}, {}, result.place);
  lowering.push_store(result);
}

template const How& how<graph::Mean>();

}  // namespace octet::sim
