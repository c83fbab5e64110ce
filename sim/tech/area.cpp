// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/area.hpp"

#include <fmt/format.h>

#include "models/machine/tables.hpp"
#include "sim/tech/gates.hpp"

namespace octet::tech {
namespace {

Watts leakage_of(SquareMillimeters area, const Technology& technology, Item density) {
  return Watts(area.value() * technology.row(density).value * 1e-3);
}

UnitArea buffer_area(const char* name, const arch::Buffer& buffer, const Technology& technology) {
  double factor = technology.row(Item::sram_overhead).value;
  if (buffer.dual_port) factor *= technology.row(Item::sram_second_port).value;
  const double bits = 8.0 * static_cast<double>(buffer.bytes);
  const SquareMillimeters area = square_micrometers(bits * technology.row(Item::sram_bit_area).value * factor);
  return {name, area, leakage_of(area, technology, Item::sram_leakage),
          fmt::format("{} bits x sram_bit_um2 x sram_overhead{}", buffer.bytes * 8,
                      buffer.dual_port ? " x sram_second_port" : "")};
}

}  // namespace

SquareMillimeters Area::total() const {
  SquareMillimeters sum;
  for (const UnitArea& unit : units) sum += unit.area;
  return sum;
}

Watts Area::leakage() const {
  Watts sum;
  for (const UnitArea& unit : units) sum += unit.leakage;
  return sum;
}

SquareMillimeters Area::of(const std::string& unit) const {
  for (const UnitArea& it : units)
    if (it.name == unit) return it.area;
  throw InternalError("no area of a unit " + unit);
}

Area area(const arch::Architecture& architecture, const Technology& technology) {
  Area out;
  for (std::size_t i = 0; i < kLogicUnitCount; ++i) {
    const auto unit = static_cast<LogicUnit>(i);
    const double count = gates(unit, architecture);
    const SquareMillimeters size = square_micrometers(count * technology.row(Item::gate_area).value);
    out.units.push_back({name(unit), size, leakage_of(size, technology, Item::logic_leakage),
                         fmt::format("{:.0f} gates of the area model x gate_um2", count)});
  }
  for (std::size_t i = 0; i < machine::kUnitKindCount; ++i) {
    const auto kind = static_cast<machine::UnitKind>(i);
    if (const char* reason = machine::row(kind).no_gates; reason != nullptr && architecture.has(kind))
      out.not_priced.push_back(std::string(machine::name(kind)) + ": no gates yet, " + reason);
  }
  out.units.push_back(buffer_area("activation_buffer", architecture.buffers.activation, technology));
  out.units.push_back(buffer_area("weight_buffer", architecture.buffers.weight, technology));
  out.units.push_back(buffer_area("accumulator_buffer", architecture.buffers.accumulator, technology));
  out.units.push_back(buffer_area("parameter_buffer", architecture.buffers.parameter, technology));
  return out;
}

}  // namespace octet::tech
