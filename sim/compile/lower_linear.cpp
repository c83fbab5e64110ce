// SPDX-License-Identifier: Apache-2.0
// Groups around one matrix product: linear nodes with what is fused into them, and the mean.
#include <algorithm>

#include "models/core/error.hpp"
#include "sim/compile/chunking.hpp"
#include "sim/compile/lowering.hpp"
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

/// Cuts the columns of a shape into chunks of `chunk` columns.
Shape chunked(Shape shape, std::uint64_t chunk) {
  const std::uint64_t columns = shape.columns_last;
  shape.count0 = ceil_div(columns, chunk);
  shape.columns = std::min(chunk, columns);
  shape.columns_last = columns - (shape.count0 - 1) * chunk;
  return shape;
}

}  // namespace

Place Lowering::load_requantization(const Shape& shape, std::uint64_t columns, bool whole) {
  // The whole table at once when it leaves room for the next layer's; else chunk by chunk.
  whole = whole || shape.count0 == 1 ||
          (!choices_.squeezed[static_cast<std::size_t>(node_)] &&
           columns * kEntryBytes <= architecture_.parameter.bytes / 2);
  const RegionId table = add_region(Space::dram, columns * kEntryBytes, 1, Content::requantization);
  Shape loaded;
  loaded.count0 = whole ? 1 : shape.count0;
  loaded.columns = (whole ? columns : shape.columns) * kEntryBytes;
  loaded.columns_last = (whole ? columns : shape.columns_last) * kEntryBytes;
  const auto stride = static_cast<std::uint32_t>(shape.columns * kEntryBytes);
  Place place;
  if (whole) {
    place.region = add_region(Space::parameter, columns * kEntryBytes, 1);
  } else {
    place = ring(Space::parameter, loaded.columns,
                 std::min<std::uint64_t>(shape.count0, architecture_.mapping.parameter_slots), Ring::outer);
  }
  Place source{table, {}};
  if (loaded.count0 > 1) source.operand.stride0 = stride;
  push(load(Context::load_c, loaded, Layout::linear, Space::parameter), source, {}, {}, place);
  if (whole && shape.count0 > 1) place.operand.stride0 = stride;
  return place;
}

void Lowering::lower(const graph::Linear& op) {
  const graph::Value& output = value(op.output);
  const auto depth = static_cast<std::uint64_t>(value(op.input).columns),
             columns = static_cast<std::uint64_t>(output.columns);
  const auto e = static_cast<std::uint64_t>(output.bytes_per_element());
  const int fused = fused_[static_cast<std::size_t>(node_)];
  const graph::Operator* next = fused < 0 ? nullptr : &model_.nodes[static_cast<std::size_t>(fused)].op;
  const ValueId last = next == nullptr ? op.output : output_of(*next);
  const auto* add = next == nullptr ? nullptr : std::get_if<graph::Add>(next);
  const ValueId other = add == nullptr ? -1 : add->a == op.output ? add->b : add->a;

  ChunkRequest request;
  request.columns = columns;
  request.depth = depth;
  const Shape rows = row_shape(op.output);
  request.row_tiles = rows.count1;
  request.streams_rows = home(op.input).chip == kNoRegion && rows.count1 > 1;
  request.squeezed = choices_.squeezed[static_cast<std::size_t>(node_)];
  if (next != nullptr) request.ring_bytes += e;
  if (other >= 0 && home(other).chip == kNoRegion)
    request.ring_bytes += static_cast<std::uint64_t>(value(other).bytes_per_element());
  if (choices_.spilled[static_cast<std::size_t>(last)] || !home(last).wants_panels)
    request.ring_bytes += static_cast<std::uint64_t>(value(last).bytes_per_element());
  const std::uint64_t chunk = choose_chunk_tiles(architecture_, request) * tile_columns_;
  const Shape shape = chunked(rows, chunk);

  const Place table = load_requantization(shape, columns, other >= 0 && home(other).chip == kNoRegion);

  const std::uint64_t chunk_bytes = chunk * depth;
  const RegionId weights =
      add_region(Space::dram, ceil_div(columns, tile_columns_) * tile_columns_ * depth, 1, Content::weights);
  Shape loaded;
  loaded.count0 = shape.count0;
  loaded.columns = chunk_bytes;
  loaded.columns_last = ceil_div(shape.columns_last, tile_columns_) * tile_columns_ * depth;
  Place source{weights, {}};
  if (shape.count0 > 1) source.operand.stride0 = static_cast<std::uint32_t>(chunk_bytes);
  const Place weight = weight_ring(shape.count0 > 1 ? chunk_bytes : loaded.columns_last, shape.count0);
  push(load(Context::load_b, loaded, Layout::linear, Space::weight), source, {}, {}, weight);

  const Place input = row_operand(op.input, shape, false, Context::load_a);
  Place addend;
  if (other >= 0) addend = row_operand(other, shape, true, Context::load_c);
  const std::uint64_t accumulator_slots = architecture_.mapping.accumulator_slots;
  const Place sums = ring(Space::accumulator, std::max(shape.columns, shape.columns_last) * lanes_ * 4,
                          std::min(accumulator_slots, shape.count0 * shape.count1), Ring::step);
  Draft matmul = draft(Opcode::matmul, Context::matmul_a, shape);
  matmul.command.a_unsigned = value(op.input).is_unsigned;
  matmul.command.tile_columns = static_cast<std::uint16_t>(tile_columns_);
  matmul.command.depth = static_cast<std::uint32_t>(depth);
  push(matmul, input, weight, {}, sums);

  Draft requantize = draft(Opcode::requantize, Context::requantizer_a, shape);
  requantize.command.element_bytes = static_cast<std::uint8_t>(e);
  requantize.command.constants[program::constants::requantize::output_bits] = static_cast<std::uint32_t>(output.bits);
  if (next == nullptr) {
    const Sink result = sink(op.output, shape);
    push(requantize, sums, {}, table, result.place);
    push_store(result);
    return;
  }
  const Place fresh = activation_ring(std::max(shape.columns, shape.columns_last), e, shape.count0 * shape.count1);
  push(requantize, sums, {}, table, fresh);
  node_ = fused;
  if (add != nullptr) {
    lower_fused_add(*add, op.output, shape, fresh, addend);
  } else {
    lower_fused_gelu(std::get<graph::Gelu>(*next), shape, fresh);
  }
}

void Lowering::lower_fused_gelu(const graph::Gelu& op, const Shape& shape, const Place& input) {
  const Sink result = sink(op.output, shape);
  push(gelu_draft(op, shape), input, {}, {}, result.place);
  push_store(result);
}

void Lowering::lower_fused_add(const graph::Add& op, ValueId fresh, const Shape& shape, const Place& input,
                               const Place& other) {
  const Sink result = sink(op.output, shape);
  const bool is_a = op.a == fresh;
  push(add_draft(op, shape), is_a ? input : other, is_a ? other : input, {}, result.place);
  push_store(result);
}

void Lowering::lower(const graph::Mean& op) {
  const graph::Value& input = value(op.input);
  const auto depth = static_cast<std::uint64_t>(input.rows), columns = static_cast<std::uint64_t>(input.columns);
  ChunkRequest request;
  request.columns = columns;
  request.depth = depth;
  request.row_tiles = 1;
  request.squeezed = choices_.squeezed[static_cast<std::size_t>(node_)];
  const std::uint64_t chunk = choose_chunk_tiles(architecture_, request) * tile_columns_;
  const Shape shape = chunked(row_shape(op.output), chunk);

  const RegionId ones = add_region(Space::dram, depth, 1, Content::ones);
  Shape row;
  row.columns = row.columns_last = depth;
  Draft load_ones = load(Context::load_a, row, Layout::row_panels, Space::activation);
  load_ones.command.tile_columns = static_cast<std::uint16_t>(lanes_);
  Place one;
  one.region = add_region(Space::activation, depth * lanes_, 1);
  push(load_ones, {ones, {}}, {}, {}, one);

  Shape loaded = shape;
  loaded.count1 = 1;
  loaded.rows = loaded.rows_last = depth;
  const Place panels = weight_ring(std::min(chunk, round_up(columns, tile_columns_)) * depth, shape.count0);
  Draft load_panels = load(Context::load_b, loaded, Layout::column_panels, Space::weight);
  load_panels.command.tile_columns = static_cast<std::uint16_t>(tile_columns_);
  load_panels.command.depth = home(op.input).pitch;
  Place source{home(op.input).rows, {}};
  if (shape.count0 > 1) source.operand.stride0 = static_cast<std::uint32_t>(shape.columns);
  push(load_panels, source, {}, {}, panels);

  const Place sums = ring(Space::accumulator, std::max(shape.columns, shape.columns_last) * lanes_ * 4,
                          std::min<std::uint64_t>(architecture_.mapping.accumulator_slots, shape.count0), Ring::step);
  Draft matmul = draft(Opcode::matmul, Context::matmul_a, shape);
  matmul.command.a_unsigned = true;
  matmul.command.tile_columns = static_cast<std::uint16_t>(tile_columns_);
  matmul.command.depth = static_cast<std::uint32_t>(depth);
  push(matmul, one, panels, {}, sums);

  const Sink result = sink(op.output, shape);
  Draft requantize = draft(Opcode::requantize, Context::requantizer_a, shape);
  requantize.command.mode = program::RequantizeMode::uniform;
  requantize.command.element_bytes = static_cast<std::uint8_t>(value(op.output).bytes_per_element());
  requantize.command.constants[program::constants::requantize::multiplier] = op.scale.multiplier;
  requantize.command.constants[program::constants::requantize::shift] = op.scale.shift;
  requantize.command.constants[program::constants::requantize::output_bits] =
      static_cast<std::uint32_t>(value(op.output).bits);
  push(requantize, sums, {}, {}, result.place);
  push_store(result);
}

}  // namespace octet::sim
