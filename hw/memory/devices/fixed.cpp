// SPDX-License-Identifier: Apache-2.0
// Fixed latency, then one beat a cycle on one data bus for reads and writes (docs/machine.md, "The memory"):
// first beat = max(issue + latency, end of the last burst + 1).
#include <algorithm>

#include "hw/memory/devices/kinds.hpp"

namespace octet::hw {
namespace {

constexpr std::uint64_t kRowBytes = 1024;

/// Rows a burst opens: it starts on a closed one, as every burst waits for the whole latency.
std::uint64_t rows_of(std::uint64_t burst_bytes) { return (burst_bytes + kRowBytes - 1) / kRowBytes; }

class FixedMemory final : public MemoryModel {
 public:
  FixedMemory(const MemoryDevice& device, const MemoryShape& shape)
      : latency_(device.value("latency_cycles")), beat_bytes_(shape.beat_bytes) {}

  BurstTiming submit(const Burst& burst, std::uint64_t cycle) override {
    const std::uint64_t beats = beats_of(burst, beat_bytes_);
    const std::uint64_t first = std::max(cycle + latency_, bus_free_);
    bus_free_ = first + beats;
    return {cycle, burst.is_write ? cycle + beats - 1 : cycle, first, bus_free_ - 1, rows_of(burst.bytes)};
  }
  void reset() override { bus_free_ = 0; }

 private:
  std::uint64_t latency_;
  std::uint32_t beat_bytes_;
  std::uint64_t bus_free_ = 0;  ///< first cycle in which the data bus is free
};

constexpr MemoryParameter kFixedParameters[] = {
    // Accelerator cycles from a burst's issue to its first beat.
    {.name = "latency_cycles", .low = 1, .high = 100'000, .usual = 60},
};

constexpr ClosedForm kFixedForm{[](const MemoryDevice& device) { return device.value("latency_cycles"); }, rows_of};

}  // namespace

extern const MemoryKind kFixedMemory{
    "fixed", kFixedParameters,
    [](const MemoryDevice& device, const MemoryShape& shape) -> std::unique_ptr<MemoryModel> {
      return std::make_unique<FixedMemory>(device, shape);
    },
    [](const MemoryDevice&) { return kRowBytes; }, &kFixedForm};

}  // namespace octet::hw
