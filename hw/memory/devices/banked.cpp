// SPDX-License-Identifier: Apache-2.0
// Banks with one open row each: a burst into an open row is quicker than one that must open its row, or close another
// first (docs/machine.md, "The memory"). Refresh, write recovery and the bus's turnaround are not modelled.
#include <algorithm>
#include <optional>

#include "hw/memory/devices/kinds.hpp"

namespace octet::hw {
namespace {

enum class AddressMapping : std::uint64_t { row_bank_column, bank_row_column };
constexpr const char* kAddressMappings[] = {"row_bank_column", "bank_row_column"};

struct Bank {
  std::optional<std::uint64_t> open_row;
  std::uint64_t data_free = 0;  ///< first cycle after its last beat on the data bus
};

class BankedMemory final : public MemoryModel {
 public:
  BankedMemory(const MemoryDevice& device, const MemoryShape& shape)
      : beat_bytes_(shape.beat_bytes),
        row_bytes_(device.value("row_bytes")),
        mapping_(static_cast<AddressMapping>(device.value("address_mapping"))),
        overhead_(device.value("overhead_cycles")),
        column_(device.value("column_cycles")),
        activate_(device.value("activate_cycles")),
        precharge_(device.value("precharge_cycles")),
        banks_(device.value("banks")) {
    const std::uint64_t rows = (shape.bytes + row_bytes_ - 1) / row_bytes_;
    rows_per_bank_ = std::max<std::uint64_t>(1, (rows + banks_.size() - 1) / banks_.size());
  }

  BurstTiming submit(const Burst& burst, std::uint64_t cycle) override {
    const std::uint64_t beats = beats_of(burst, beat_bytes_);
    BurstTiming out{.issued = cycle, .data_last = burst.is_write ? cycle + beats - 1 : cycle, .first_beat = bus_free_};
    // Its beats come one behind the other, so the latest row decides.
    each_row(burst, [&](Bank& bank, std::uint64_t row, std::uint64_t beats_before, std::uint64_t) {
      const std::uint64_t ready = prepare(bank, row, cycle + overhead_, out.rows_opened);
      if (ready > beats_before) out.first_beat = std::max(out.first_beat, ready - beats_before);
    });
    each_row(burst, [&](Bank& bank, std::uint64_t, std::uint64_t beats_before, std::uint64_t beats_of_row) {
      bank.data_free = out.first_beat + beats_before + beats_of_row;
    });
    out.last_beat = out.first_beat + beats - 1;
    bus_free_ = out.last_beat + 1;
    return out;
  }
  void reset() override {
    std::fill(banks_.begin(), banks_.end(), Bank());
    bus_free_ = 0;
  }

 private:
  /// Opens the row if it is not; returns the first cycle in which its data may be on the bus. A row is closed, and a
  /// bank without one opened, behind the last beat of the bank.
  std::uint64_t prepare(Bank& bank, std::uint64_t row, std::uint64_t from, std::uint64_t& rows_opened) const {
    if (bank.open_row == row) return std::max(from + column_, bank.data_free);
    const std::uint64_t start = std::max(from, bank.data_free) + (bank.open_row ? precharge_ : 0);
    bank.open_row = row;
    ++rows_opened;
    return start + activate_ + column_;
  }
  /// The rows of a burst: `visit(bank, row, beats before it, beats in it)`.
  template <class Visit>
  void each_row(const Burst& burst, Visit visit) {
    const std::uint64_t first = burst.address / beat_bytes_, end = first + beats_of(burst, beat_bytes_);
    const std::uint64_t row_beats = row_bytes_ / beat_bytes_;
    for (std::uint64_t beat = first; beat < end;) {
      const std::uint64_t row = beat / row_beats, next = std::min(end, (row + 1) * row_beats);
      const bool banks_alternate = mapping_ == AddressMapping::row_bank_column;
      const std::uint64_t bank = banks_alternate ? row % banks_.size() : row / rows_per_bank_ % banks_.size();
      visit(banks_[bank], row, beat - first, next - beat);
      beat = next;
    }
  }

  std::uint32_t beat_bytes_;
  std::uint64_t row_bytes_, rows_per_bank_ = 1;
  AddressMapping mapping_;
  std::uint64_t overhead_, column_, activate_, precharge_;
  std::vector<Bank> banks_;
  std::uint64_t bus_free_ = 0;  ///< first cycle in which the data bus is free
};

// Cycles are the accelerator's. Usual: at 500 MHz the 14 ns that DDR memories have taken for each for twenty years.
constexpr MemoryParameter kBankedParameters[] = {
    {.name = "banks", .low = 1, .high = 64, .usual = 8, .is_power_of_two = true},
    {.name = "row_bytes", .low = 256, .high = 16'384, .usual = 2048, .is_power_of_two = true},
    {.name = "address_mapping", .low = 0, .high = 1, .usual = 0, .names = kAddressMappings},
    {.name = "overhead_cycles", .low = 1, .high = 100'000, .usual = 30},  // controller and wires, there and back
    {.name = "column_cycles", .low = 1, .high = 10'000, .usual = 7},      // of an open row
    {.name = "activate_cycles", .low = 1, .high = 10'000, .usual = 7},    // opens a row
    {.name = "precharge_cycles", .low = 1, .high = 10'000, .usual = 7},   // closes one
};

}  // namespace

extern const MemoryKind kBankedMemory{
    "banked", kBankedParameters,
    [](const MemoryDevice& device, const MemoryShape& shape) -> std::unique_ptr<MemoryModel> {
      return std::make_unique<BankedMemory>(device, shape);
    },
    [](const MemoryDevice& device) { return device.value("row_bytes"); }};

}  // namespace octet::hw
