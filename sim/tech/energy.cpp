// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/energy.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "models/machine/tables.hpp"
#include "sim/tech/bill.hpp"
#include "sim/tech/gates.hpp"

namespace octet::tech {
namespace {

using program::Opcode;
using program::Space;

/// The unit whose gates do an opcode's work; none where there are no gates of it.
std::optional<LogicUnit> unit_of(Opcode opcode) {
  const machine::OpcodeRow& row = machine::row(opcode);
  if (row.moves()) return LogicUnit::dma;
  for (std::size_t i = 0; i < kLogicUnitCount; ++i)
    if (std::string_view(name(static_cast<LogicUnit>(i))) == machine::name(row.unit)) return static_cast<LogicUnit>(i);
  return std::nullopt;
}

/// Millimeters of the side of a square of that area.
double side_of(SquareMillimeters area) { return std::sqrt(area.value()); }

}  // namespace

Joules Energy::dynamic() const {
  Joules sum;
  for (const UnitEnergy& unit : units) sum += unit.dynamic;
  return sum;
}

Joules Energy::leakage() const {
  Joules sum;
  for (const UnitEnergy& unit : units) sum += unit.leakage;
  return sum;
}

Joules Energy::total() const { return dynamic() + leakage(); }

Prices::Prices(const arch::Architecture& it, const Technology& technology)
    : area_(tech::area(it, technology)), cycle_(1.0 / static_cast<double>(it.clock_hz)) {
  const Joules wire = technology.energy(Item::wire_bit_mm), flop = technology.energy(Item::register_bit);
  // Each operand byte of a row or column is broadcast over the whole array.
  const double pes = static_cast<double>(it.rows) * it.columns;
  const double operand_bits = 8.0 * (it.rows + it.columns) / pes;  // a product's share
  product_ = technology.energy(Item::mac_8x8) + flop * 32.0 + wire * (operand_bits * side_of(area_.of("matmul")));
  drained_column_ = flop * (32.0 * pes);  // every result moves on by one place
  command_ = price(command_bill(), it.numerics.multiplier_bits_max, technology);
  dram_byte_ = technology.energy(Item::dram_bit) * 8.0;
  // The price is that of a row of 1 KiB.
  const std::uint64_t row_bytes = it.memory.device.kind().row_bytes(it.memory.device);
  activation_ = technology.energy(Item::dram_activation) * (static_cast<double>(row_bytes) / 1024);
  for (std::size_t i = 0; i < program::kOpcodeCount; ++i) {
    const OperationBill& bill = bill_of(static_cast<Opcode>(i));
    const auto priced = [&](const Bill& one) { return price(one, it.numerics.multiplier_bits_max, technology); };
    operations_[i] = {priced(bill.element), priced(bill.row), priced(bill.step)};
  }
  for (std::size_t i = 1; i < program::kSpaceCount; ++i) {
    const auto space = static_cast<Space>(i);
    const arch::Buffer& buffer = it.buffers[space];
    // Half the side of the chip from a buffer to a unit.
    accesses_[i] = {technology.sram_access(buffer.bytes / buffer.banks, 8 * it.geometry().word_bytes(space)),
                    wire * (8.0 * 0.5 * side_of(area_.total()))};
  }
}

Energy Prices::energy(const hw::Counters& counters, Cycles cycles) const {
  const Seconds time(cycle_.value() * static_cast<double>(cycles.count()));
  Energy out;
  for (const UnitArea& unit : area_.units) out.units.push_back({unit.name, {}, unit.leakage * time});
  const auto of_logic = [&](LogicUnit unit) -> Joules& { return out.units[static_cast<std::size_t>(unit)].dynamic; };
  const auto times = [](Joules price, std::uint64_t count) { return price * static_cast<double>(count); };

  of_logic(LogicUnit::controller) += times(command_, counters.commands);
  for (std::size_t i = 0; i < program::kOpcodeCount; ++i) {
    const hw::OperationCounters& done = counters.operations[i];
    const auto& [element, row, step] = operations_[i];
    if (const char* reason = machine::kOpcodes[i].no_gates; reason != nullptr && done.steps > 0)
      out.not_priced.push_back(std::string(machine::name(static_cast<Opcode>(i))) + ": no gates yet, " + reason);
    const std::optional<LogicUnit> unit = unit_of(static_cast<Opcode>(i));
    if (!unit) continue;
    of_logic(*unit) += times(element, done.elements) + times(row, done.rows);
    of_logic(LogicUnit::controller) += times(step, done.steps);
  }
  of_logic(LogicUnit::matmul) +=
      times(product_, counters.mac_slots.count()) + times(drained_column_, counters.drained_columns);

  Joules wires;
  for (std::size_t i = 1; i < program::kSpaceCount; ++i) {
    const hw::MemoryCounters& memory = counters.memories[i];
    out.units[kLogicUnitCount + i - 1].dynamic += times(accesses_[i].word, memory.words_read + memory.words_written);
    wires += times(accesses_[i].wire, (memory.read + memory.written).count());
  }
  const hw::MemoryCounters& dram = counters.memory(Space::dram);
  out.units.push_back({"interconnect", wires, {}});
  out.units.push_back(
      {"dram", times(dram_byte_, (dram.read + dram.written).count()) + times(activation_, counters.activations), {}});
  return out;
}

Energy energy(const hw::Counters& counters, Cycles cycles, const arch::Architecture& architecture,
              const Technology& technology) {
  return Prices(architecture, technology).energy(counters, cycles);
}

std::vector<std::string> not_priced(const Area& area, const Energy& energy) {
  std::vector<std::string> all = area.not_priced;
  for (const std::string& one : energy.not_priced)
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  return all;
}

}  // namespace octet::tech
