// SPDX-License-Identifier: Apache-2.0
// One matrix product, and what is fused into it.
#include <algorithm>
#include <bit>

#include "models/core/error.hpp"
#include "sim/compile/image.hpp"
#include "sim/compile/lower/define.hpp"
#include "sim/compile/sizes.hpp"

namespace octet::sim {

using graph::ValueId;
using program::Context;
using program::Layout;
using program::Opcode;
using program::Ring;
using program::Space;

namespace {

constexpr std::uint64_t kEntryBytes = 16;  // of the parameter buffer's tables

/// Column panels [k][C] of the transposed weight matrix.
void fill_weights(std::uint8_t* out, const Region& region, const graph::Model& model,
                  const arch::Architecture& architecture) {
  const auto& op = node_of<graph::Linear>(region, model);
  const std::size_t columns = op.weight.rows(), depth = op.weight.columns(), lanes = architecture.columns;
  for (std::size_t column = 0; column < columns; ++column) {
    const std::span<const std::int8_t> row = op.weight.row(column);
    std::uint8_t* lane = out + column / lanes * depth * lanes + column % lanes;
    for (std::size_t k = 0; k < depth; ++k) lane[k * lanes] = static_cast<std::uint8_t>(row[k]);
  }
}

void fill_requantization(std::uint8_t* out, const Region& region, const graph::Model& model,
                         const arch::Architecture&) {
  const auto& op = node_of<graph::Linear>(region, model);
  for (std::size_t column = 0; column < op.bias.size(); ++column, out += kEntryBytes) {
    write32(out, std::bit_cast<std::uint32_t>(op.bias[column]));
    write32(out + 4, op.scale[column].multiplier);
    write32(out + 8, op.scale[column].shift);
  }
}

/// `whole`: in one piece, whatever the room: the context is needed for another stream in this group.
Place load_requantization(Lowering& lowering, const IterationSpace& shape, std::uint64_t columns, bool whole) {
  // The whole table at once when it leaves room for the next layer's; else chunk by chunk.
  whole = whole || shape.count0 == 1 ||
          (!lowering.is_smallest() && columns * kEntryBytes <= lowering.architecture().buffers.parameter.bytes / 2);
  const RegionId table = lowering.add_region(Space::dram, columns * kEntryBytes, 1, fill_requantization);
  IterationSpace loaded;
  loaded.count0 = whole ? 1 : shape.count0;
  loaded.columns = (whole ? columns : shape.columns) * kEntryBytes;
  loaded.columns_last = (whole ? columns : shape.columns_last) * kEntryBytes;
  const auto stride = static_cast<std::uint32_t>(shape.columns * kEntryBytes);
  Place place;
  if (whole) {
    place.region = lowering.add_region(Space::parameter, columns * kEntryBytes, 1);
  } else {
    place = lowering.ring(Space::parameter, loaded.columns,
                          std::min<std::uint64_t>(shape.count0, lowering.slots(Space::parameter)), Ring::outer);
  }
  Place source{table, {}};
  if (loaded.count0 > 1) source.operand.stride0 = stride;
  lowering.push(lowering.load(Context::load_c, loaded, Layout::linear, Space::parameter), source, {}, {}, place);
  if (whole && shape.count0 > 1) place.operand.stride0 = stride;
  return place;
}

}  // namespace

template <>
struct Lower<graph::Linear> : UsualLower {
  static void lower(Lowering& lowering, const graph::Linear& op);
};

void Lower<graph::Linear>::lower(Lowering& lowering, const graph::Linear& op) {
  const graph::Value& output = lowering.value(op.output);
  const auto depth = static_cast<std::uint64_t>(lowering.value(op.input).columns),
             columns = static_cast<std::uint64_t>(output.columns);
  const auto e = static_cast<std::uint64_t>(output.bytes_per_element());
  const graph::Operator* next = lowering.fused();
  const ValueId last = next == nullptr ? op.output : graph::output_of(*next);
  ValueId other = -1;  // what a fused node reads beside this one's output
  if (next != nullptr)
    for (const ValueId id : graph::inputs_of(*next))
      if (id != op.output) other = id;

  map::ChunkRequest request;
  request.columns = columns;
  request.depth = depth;
  const IterationSpace rows = lowering.row_shape(op.output);
  request.row_tiles = rows.count1;
  request.streams_rows = lowering.home(op.input).chip == kNoRegion && rows.count1 > 1;
  if (next != nullptr) request.ring_bytes += e;
  if (other >= 0 && lowering.home(other).chip == kNoRegion)
    request.ring_bytes += static_cast<std::uint64_t>(lowering.value(other).bytes_per_element());
  if (lowering.is_spilled(last) || !lowering.home(last).wants_panels)
    request.ring_bytes += static_cast<std::uint64_t>(lowering.value(last).bytes_per_element());
  const std::uint64_t chunk = lowering.chunk_tiles(request) * lowering.tile_columns();
  const IterationSpace shape = chunked(rows, chunk);

  const Place table =
      load_requantization(lowering, shape, columns, other >= 0 && lowering.home(other).chip == kNoRegion);

  const std::uint64_t chunk_bytes = chunk * depth;
  const RegionId weights = lowering.add_region(
      Space::dram, ceil_div(columns, lowering.tile_columns()) * lowering.tile_columns() * depth, 1, fill_weights);
  IterationSpace loaded;
  loaded.count0 = shape.count0;
  loaded.columns = chunk_bytes;
  loaded.columns_last = ceil_div(shape.columns_last, lowering.tile_columns()) * lowering.tile_columns() * depth;
  Place source{weights, {}};
  if (shape.count0 > 1) source.operand.stride0 = static_cast<std::uint32_t>(chunk_bytes);
  const Place weight = lowering.weight_ring(shape.count0 > 1 ? chunk_bytes : loaded.columns_last, shape.count0);
  lowering.push(lowering.load(Context::load_b, loaded, Layout::linear, Space::weight), source, {}, {}, weight);

  const Place input = lowering.row_operand(op.input, shape, false, Context::load_a);
  Place addend;
  if (other >= 0) addend = lowering.row_operand(other, shape, true, Context::load_c);
  const Place sums = lowering.ring(
      Space::accumulator, std::max(shape.columns, shape.columns_last) * lowering.lanes() * 4,
      std::min<std::uint64_t>(lowering.slots(Space::accumulator), shape.count0 * shape.count1), Ring::step);
  Draft matmul = lowering.draft(Opcode::matmul, Context::matmul_a, shape);
  matmul.command.a_unsigned = lowering.value(op.input).is_unsigned;
  matmul.command.tile_columns = static_cast<std::uint16_t>(lowering.tile_columns());
  matmul.command.depth = static_cast<std::uint32_t>(depth);
  lowering.push(matmul, input, weight, {}, sums);

  Draft requantize = lowering.draft(Opcode::requantize, Context::requantizer_a, shape);
  requantize.command.element_bytes = static_cast<std::uint8_t>(e);
  requantize.command.constants[program::constants::requantize::output_bits] = static_cast<std::uint32_t>(output.bits);
  if (next == nullptr) {
    const Lowering::Sink result = lowering.sink(op.output, shape);
    lowering.push(requantize, sums, {}, table, result.place);
    lowering.push_store(result);
    return;
  }
  const Place fresh =
      lowering.activation_ring(std::max(shape.columns, shape.columns_last), e, shape.count0 * shape.count1);
  lowering.push(requantize, sums, {}, table, fresh);
  lowering.enter_fused();
  how_of(*next).lower_fused(lowering, *next, {op.output, shape, fresh, addend});
}

template const How& how<graph::Linear>();

}  // namespace octet::sim
