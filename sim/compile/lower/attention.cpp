// SPDX-License-Identifier: Apache-2.0
// One group for all heads: i0 is the head, i1 the row tile. A row tile's scores, exponentials and row scales stay on
// chip.
#include <algorithm>

#include "sim/compile/lower/define.hpp"
#include "sim/compile/sizes.hpp"

namespace octet::sim {

using program::Context;
using program::Layout;
using program::Opcode;
using program::Ring;
using program::Space;

namespace {

constexpr std::uint64_t kMostAttentionSlots = 3;  // two products share the accumulators
constexpr std::uint64_t kRowScaleBytes = 8;

/// Loads one head's slice of a token-major matrix into column panels of `width` lanes in all.
Place load_head(Lowering& lowering, Context context, const IterationSpace& shape, graph::ValueId id,
                std::uint64_t width, Layout layout) {
  const auto keys = static_cast<std::uint64_t>(lowering.value(id).rows);
  IterationSpace loaded = shape;
  loaded.count1 = 1;
  loaded.rows = loaded.rows_last = keys;
  loaded.columns = loaded.columns_last = width;
  const std::uint64_t bytes = layout == Layout::row_panels ? round_up(keys, lowering.tile_columns()) * width
                                                           : round_up(width, lowering.tile_columns()) * keys;
  const Place panels = lowering.weight_ring(bytes, shape.count0);
  Draft item = lowering.load(context, loaded, layout, Space::weight);
  item.command.tile_columns = static_cast<std::uint16_t>(lowering.tile_columns());
  item.command.depth = lowering.home(id).pitch;
  Place source{lowering.home(id).rows, {}};
  if (shape.count0 > 1) source.operand.stride0 = static_cast<std::uint32_t>(width);
  lowering.push(item, source, {}, {}, panels);
  return panels;
}

}  // namespace

template <>
struct Lower<graph::Attention> : UsualLower {
  static void want_homes(Lowering& lowering, const graph::Attention& op);
  static void lower(Lowering& lowering, const graph::Attention& op);
  static graph::ValueId needed_last(const graph::Attention& op) { return op.query; }
};

void Lower<graph::Attention>::want_homes(Lowering& lowering, const graph::Attention& op) {
  lowering.home(op.query).wants_panels = true;
  lowering.home(op.key).wants_rows = lowering.home(op.value).wants_rows = true;
}

void Lower<graph::Attention>::lower(Lowering& lowering, const graph::Attention& op) {
  const auto heads = static_cast<std::uint64_t>(op.heads),
             keys = static_cast<std::uint64_t>(lowering.value(op.key).rows);
  const std::uint64_t width = static_cast<std::uint64_t>(lowering.value(op.query).columns) / heads;
  const auto score_bits = static_cast<std::uint32_t>(lowering.numerics().score_bits);
  const std::uint64_t score_bytes = score_bits <= 8 ? 1 : 2;
  IterationSpace head = lowering.row_shape(op.query);
  head.count0 = heads;
  head.columns = head.columns_last = width;
  IterationSpace scores = head;
  scores.columns = scores.columns_last = keys;
  const std::uint64_t steps = head.count0 * head.count1;
  const std::uint64_t sum_slots =
      std::min({kMostAttentionSlots, steps, std::uint64_t{lowering.slots(Space::accumulator)}});
  const std::uint64_t scale_slots =
      std::min({kMostAttentionSlots, steps, std::uint64_t{lowering.slots(Space::activation)}});

  // The DMA transposes keys; values are as deep as there are keys, so they only fall into panels.
  const Place key_panels = load_head(lowering, Context::load_b, head, op.key, width, Layout::row_panels);
  const Place value_panels = load_head(lowering, Context::load_c, head, op.value, width, Layout::column_panels);
  const Place query = lowering.row_operand(op.query, head, true, Context::load_a);

  const Place score_sums = lowering.ring(Space::accumulator, keys * lowering.lanes() * 4, sum_slots, Ring::step);
  Draft matmul = lowering.draft(Opcode::matmul, Context::matmul_a, scores);
  matmul.command.tile_columns = static_cast<std::uint16_t>(lowering.tile_columns());
  matmul.command.depth = static_cast<std::uint32_t>(width);
  lowering.push(matmul, query, key_panels, {}, score_sums);

  const Place score_ring = lowering.activation_ring(keys, score_bytes, steps);
  Draft to_scores = lowering.draft(Opcode::requantize, Context::requantizer_a, scores);
  to_scores.command.mode = program::RequantizeMode::uniform;
  to_scores.command.element_bytes = static_cast<std::uint8_t>(score_bytes);
  to_scores.command.constants[program::constants::requantize::multiplier] = op.score.multiplier;
  to_scores.command.constants[program::constants::requantize::shift] = op.score.shift;
  to_scores.command.constants[program::constants::requantize::output_bits] = score_bits;
  lowering.push(to_scores, score_sums, {}, {}, score_ring);

  const Place exponentials = lowering.activation_ring(keys, 1, steps);
  const Place row_scales = lowering.ring(Space::activation, kRowScaleBytes * lowering.lanes(), scale_slots, Ring::step);
  Draft softmax = lowering.draft(Opcode::softmax, Context::softmax, scores);
  softmax.command.element_bytes = static_cast<std::uint8_t>(score_bytes);
  softmax.command.constants[program::constants::softmax::score_align] = static_cast<std::uint32_t>(op.score_align);
  softmax.command.constants[program::constants::softmax::context_multiplier] = op.context.multiplier;
  softmax.command.constants[program::constants::softmax::context_shift] = op.context.shift;
  softmax.command.constants[program::constants::softmax::multiplier_bits] =
      static_cast<std::uint32_t>(lowering.numerics().multiplier_bits);
  lowering.push(softmax, score_ring, {}, row_scales, exponentials);

  const Place context_sums = lowering.ring(Space::accumulator, width * lowering.lanes() * 4, sum_slots, Ring::step);
  Draft mix = lowering.draft(Opcode::matmul, Context::matmul_b, head);
  mix.command.a_unsigned = true;
  mix.command.tile_columns = static_cast<std::uint16_t>(lowering.tile_columns());
  mix.command.depth = static_cast<std::uint32_t>(keys);
  lowering.push(mix, exponentials, value_panels, {}, context_sums);

  const Lowering::Sink result = lowering.sink(op.output, head);
  Draft normalize = lowering.draft(Opcode::requantize, Context::requantizer_b, head);
  normalize.command.mode = program::RequantizeMode::per_row;
  normalize.command.element_bytes = 1;
  normalize.command.constants[program::constants::requantize::output_bits] = 8;
  lowering.push(normalize, context_sums, {}, row_scales, result.place);
  lowering.push_store(result);
}

template const How& how<graph::Attention>();

}  // namespace octet::sim
