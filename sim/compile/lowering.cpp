// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/lowering.hpp"

#include <algorithm>

#include "models/core/error.hpp"
#include "sim/compile/image.hpp"
#include "sim/compile/lower/how.hpp"
#include "sim/compile/sizes.hpp"

namespace octet::sim {

using graph::ValueId;
using program::Context;
using program::Layout;
using program::Opcode;
using program::Space;

namespace {

// Of a ring: every slot that is handed over is a token, some are on their way back, and a counter holds 255.
constexpr std::uint64_t kMostSlots = 128;

std::size_t index(RegionId id, const Plan& plan) {
  OCTET_CHECK(id >= 0 && static_cast<std::size_t>(id) < plan.regions.size(), "region " + std::to_string(id));
  return static_cast<std::size_t>(id);
}

/// What a command has no room for.
struct FieldOverflow {
  const char* what;
  std::uint64_t number, limit;
};

/// A number that must fit a field of a command. Throws FieldOverflow, which becomes the user's error where the layer is
/// known.
template <class T>
T field(std::uint64_t number, const char* what) {
  constexpr std::uint64_t kLimit = static_cast<T>(~T{0});
  if (number > kLimit) throw FieldOverflow{what, number, kLimit};
  return static_cast<T>(number);
}

Place walk(RegionId region, std::uint64_t base, std::uint64_t stride0, std::uint64_t stride1) {
  Place place;
  place.region = region;
  place.operand.base = base;
  place.operand.stride0 = field<std::uint32_t>(stride0, "bytes from chunk to chunk");
  place.operand.stride1 = field<std::uint32_t>(stride1, "bytes from row tile to row tile");
  return place;
}

}  // namespace

IterationSpace chunked(IterationSpace shape, std::uint64_t chunk) {
  const std::uint64_t columns = shape.columns_last;
  shape.count0 = ceil_div(columns, chunk);
  shape.columns = std::min(chunk, columns);
  shape.columns_last = columns - (shape.count0 - 1) * chunk;
  return shape;
}

Lowering::Lowering(const graph::Model& model, const arch::Architecture& architecture, map::Decisions& decisions)
    : model_(model),
      architecture_(architecture),
      decisions_(decisions),
      lanes_(architecture.rows),
      tile_columns_(architecture.columns),
      homes_(model.values.size()),
      fused_into_(model.nodes.size(), -1),
      fused_(model.nodes.size(), -1) {}

Plan Lowering::run() {
  try {
    return lower_all();
  } catch (const FieldOverflow& overflow) {
    throw UserError("model " + model_.name, "layer " + model_.nodes[static_cast<std::size_t>(node_)].name +
                                                ": expected at most " + std::to_string(overflow.limit) + " " +
                                                overflow.what + ", as a field of a command holds, got " +
                                                std::to_string(overflow.number));
  }
}

Plan Lowering::lower_all() {
  find_uses();
  find_fusions();
  make_homes(model_.input);
  for (std::size_t node = 0; node < model_.nodes.size(); ++node)
    if (graph::stored_by(model_.nodes[node].op) != nullptr) {
      node_ = static_cast<int>(node);
      make_homes(graph::output_of(model_.nodes[node].op));
    }
  plan_.order = execution_order();
  for (const std::size_t node : plan_.order) {
    const graph::Operator& op = model_.nodes[node].op;
    if (graph::stored_by(op) != nullptr || fused_into_[node] >= 0) continue;
    begin_group(static_cast<int>(node));
    how_of(op).lower(*this, op);
  }
  plan_.input = home(model_.input).rows;
  plan_.input_pitch = home(model_.input).pitch;
  plan_.output = home(model_.output).rows;
  plan_.output_pitch = home(model_.output).pitch;
  return std::move(plan_);
}

const graph::Operator* Lowering::fused() const {
  const int fused = fused_[static_cast<std::size_t>(node_)];
  return fused < 0 ? nullptr : &model_.nodes[static_cast<std::size_t>(fused)].op;
}

void Lowering::make_homes(ValueId id) {
  Home& it = home(id);
  const graph::Value& v = value(id);
  const auto e = static_cast<std::uint64_t>(v.bytes_per_element());
  const auto rows = static_cast<std::uint64_t>(v.rows), columns = static_cast<std::uint64_t>(v.columns);
  const bool is_stored = id != model_.input;
  it.pitch = field<std::uint32_t>(round_up(columns * e, architecture_.memory.beat_bytes), "bytes a row");
  if (!is_stored || it.wants_rows) {
    it.rows = add_region(Space::dram, rows * it.pitch, 1, is_stored ? fill_stored_rows : nullptr);
    plan_.regions[index(it.rows, plan_)].value = id;
  }
  if (is_stored && it.wants_panels) {
    it.panels = add_region(Space::dram, ceil_div(rows, lanes_) * lanes_ * columns * e, 1, fill_stored_panels);
    plan_.regions[index(it.panels, plan_)].value = id;
  }
}

void Lowering::begin_group(int node) {
  node_ = node;
  plan_.groups.emplace_back();
}

RegionId Lowering::add_region(Space space, std::uint64_t slot_bytes, std::uint64_t slots, Fill fill) {
  Region region;
  region.space = space;
  region.slot_bytes = round_up(slot_bytes, alignment(architecture_, space));
  region.slots = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(slots, 1, kMostSlots));
  region.first_group = region.last_group = std::max(0, static_cast<int>(plan_.groups.size()) - 1);
  region.node = node_;
  region.fill = fill;
  plan_.regions.push_back(region);
  return static_cast<RegionId>(plan_.regions.size()) - 1;
}

IterationSpace Lowering::row_shape(ValueId id) const {
  const auto rows = static_cast<std::uint64_t>(value(id).rows), columns = static_cast<std::uint64_t>(value(id).columns);
  IterationSpace shape;
  shape.count1 = ceil_div(rows, lanes_);
  shape.rows = std::min(rows, lanes_);
  shape.rows_last = rows - (shape.count1 - 1) * lanes_;
  shape.columns = shape.columns_last = columns;
  return shape;
}

Draft Lowering::draft(Opcode opcode, Context context, const IterationSpace& shape) const {
  Draft out;
  program::Command& command = out.command;
  command.opcode = opcode;
  command.context = context;
  command.layer = field<std::uint16_t>(static_cast<std::uint64_t>(node_), "layers");
  command.count0 = field<std::uint16_t>(shape.count0, "column chunks or heads");
  command.count1 = field<std::uint16_t>(shape.count1, "row tiles");
  command.rows = field<std::uint16_t>(shape.count1 > 1 ? shape.rows : shape.rows_last, "rows a step");
  command.rows_last = field<std::uint16_t>(shape.rows_last, "rows a step");
  command.columns = field<std::uint32_t>(shape.count0 > 1 ? shape.columns : shape.columns_last, "columns a step");
  command.columns_last = field<std::uint32_t>(shape.columns_last, "columns a step");
  return out;
}

Draft Lowering::load(Context context, const IterationSpace& shape, Layout layout, Space space) const {
  Draft out = draft(Opcode::load, context, shape);
  out.command.layout = layout;
  out.command.space = space;
  out.command.element_bytes = 1;
  out.command.depth = out.command.columns;
  return out;
}

Draft Lowering::move_panel(Opcode opcode, Context context, const IterationSpace& shape,
                           std::uint64_t element_bytes) const {
  Draft out = draft(opcode, context, shape);
  out.command.layout = Layout::panel;
  out.command.space = Space::activation;
  out.command.element_bytes = static_cast<std::uint8_t>(element_bytes);
  out.command.tile_columns = field<std::uint16_t>(lanes_, "rows of the array");
  return out;
}

Place Lowering::ring(Space space, std::uint64_t slot_bytes, std::uint64_t slots, program::Ring kind) {
  Place place;
  place.region = add_region(space, slot_bytes, slots);
  place.operand.ring = kind;
  return place;
}

Place Lowering::weight_ring(std::uint64_t chunk_bytes, std::uint64_t chunks) {
  const std::uint64_t most = slots(Space::weight);
  return ring(Space::weight, chunk_bytes, most == 0 ? chunks : std::min(chunks, most), program::Ring::outer);
}

Place Lowering::activation_ring(std::uint64_t columns, std::uint64_t element_bytes, std::uint64_t steps) {
  return ring(Space::activation, columns * lanes_ * element_bytes,
              std::min<std::uint64_t>(steps, slots(Space::activation)), program::Ring::step);
}

Place Lowering::row_operand(ValueId id, const IterationSpace& shape, bool slices, Context loader) {
  const graph::Value& v = value(id);
  const auto e = static_cast<std::uint64_t>(v.bytes_per_element()), columns = static_cast<std::uint64_t>(v.columns);
  const Home& it = home(id);
  const std::uint64_t step0 = slices && shape.count0 > 1 ? shape.columns : 0;
  if (it.chip != kNoRegion) {
    plan_.regions[index(it.chip, plan_)].last_group = static_cast<int>(plan_.groups.size()) - 1;
    return walk(it.chip, 0, step0 * lanes_ * e, columns * lanes_ * e);
  }
  IterationSpace loaded = shape;
  if (!slices) loaded.columns = loaded.columns_last = columns;
  if (!slices && shape.count1 == 1) loaded.count0 = 1;  // one row tile stays for every i0
  const Place place = activation_ring(std::max(loaded.columns, loaded.columns_last), e, loaded.count0 * loaded.count1);
  if (it.panels != kNoRegion) {
    push(move_panel(Opcode::load, loader, loaded, e), walk(it.panels, 0, step0 * lanes_ * e, columns * lanes_ * e), {},
         {}, place);
    return place;
  }
  Draft item = load(loader, loaded, Layout::row_panels, Space::activation);
  item.command.element_bytes = static_cast<std::uint8_t>(e);
  item.command.tile_columns = field<std::uint16_t>(lanes_, "rows of the array");
  item.command.depth = it.pitch;
  push(item, walk(it.rows, 0, step0 * e, lanes_ * it.pitch), {}, {}, place);
  return place;
}

Lowering::Sink Lowering::sink(ValueId id, const IterationSpace& shape) {
  const graph::Value& v = value(id);
  const auto e = static_cast<std::uint64_t>(v.bytes_per_element());
  const auto rows = static_cast<std::uint64_t>(v.rows), columns = static_cast<std::uint64_t>(v.columns);
  Home& it = home(id);
  const std::uint64_t step0 = shape.count0 > 1 ? shape.columns : 0;
  Sink out;
  if (it.wants_panels && !is_spilled(id)) {
    it.chip = add_region(Space::activation, ceil_div(rows, lanes_) * lanes_ * columns * e, 1);
    plan_.regions.back().value = id;
    out.place = walk(it.chip, 0, step0 * lanes_ * e, columns * lanes_ * e);
  } else {
    out.place = activation_ring(std::max(shape.columns, shape.columns_last), e, shape.count0 * shape.count1);
  }
  out.stores = it.wants_rows || (it.wants_panels && it.chip == kNoRegion);
  if (!out.stores) return out;
  const auto to = [&](const Place& place) {
    out.store.d = place.region;
    out.store.command.d = place.operand;
    out.store.a = out.place.region;
    out.store.command.a = out.place.operand;
    return out;
  };
  if (!it.wants_rows) {
    it.panels = add_region(Space::dram, ceil_div(rows, lanes_) * lanes_ * columns * e, 1);
    plan_.regions.back().value = id;
    out.store = move_panel(Opcode::store, Context::store, shape, e);
    return to(walk(it.panels, 0, step0 * lanes_ * e, columns * lanes_ * e));
  }
  it.pitch = field<std::uint32_t>(round_up(columns * e, architecture_.memory.beat_bytes), "bytes a row");
  it.rows = add_region(Space::dram, rows * it.pitch, 1);
  plan_.regions.back().value = id;
  out.store = draft(Opcode::store, Context::store, shape);
  out.store.command.layout = Layout::row_panels;
  out.store.command.space = Space::activation;
  out.store.command.element_bytes = static_cast<std::uint8_t>(e);
  out.store.command.tile_columns = field<std::uint16_t>(lanes_, "rows of the array");
  out.store.command.depth = it.pitch;
  return to(walk(it.rows, 0, step0 * e, lanes_ * it.pitch));
}

void Lowering::push(Draft item, const Place& a, const Place& b, const Place& p, const Place& d) {
  item.a = a.region;
  item.b = b.region;
  item.p = p.region;
  item.d = d.region;
  item.command.a = a.operand;
  item.command.b = b.operand;
  item.command.p = p.operand;
  item.command.d = d.operand;
  group().drafts.push_back(item);
}

void Lowering::push_store(const Sink& result) {
  if (result.stores) group().drafts.push_back(result.store);
}

}  // namespace octet::sim
