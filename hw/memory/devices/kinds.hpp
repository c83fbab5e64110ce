// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "hw/memory/devices/memory_model.hpp"

namespace octet::hw {

/// A parameter that only memories of one kind have: a key of the architecture file under `memory`.
struct MemoryParameter {
  const char* name;
  std::uint64_t low, high;  ///< range of an integer
  std::uint64_t usual;      ///< when the kind is chosen by an option, and the file has another
  bool is_power_of_two = false;
  std::span<const char* const> names{};  ///< not empty: one of these words, held as its index
};

struct MemoryKind;

/// A kind of memory and the values of its parameters.
class MemoryDevice {
 public:
  /// Of kind `fixed`, its parameters at their usual values.
  MemoryDevice();
  /// Of a kind of `memory_kinds`, its parameters at their usual values.
  explicit MemoryDevice(const MemoryKind& kind);

  const MemoryKind& kind() const { return *kind_; }
  /// By name: a broken invariant where the kind has no such parameter.
  std::uint64_t value(const char* parameter) const;
  MemoryDevice& set(const char* parameter, std::uint64_t value);
  /// By index among the parameters of its kind.
  std::uint64_t& at(std::size_t parameter) { return values_[parameter]; }

  friend bool operator==(const MemoryDevice&, const MemoryDevice&) = default;

 private:
  std::size_t index_of(const char* parameter) const;

  const MemoryKind* kind_;
  std::vector<std::uint64_t> values_;  ///< in the order of the kind's parameters
};

/// Of a memory that answers a burst from cycle max(issue + latency, end of the last burst + 1) on: the estimate need
/// not walk it.
struct ClosedForm {
  std::uint64_t (*latency_cycles)(const MemoryDevice&);
  std::uint64_t (*rows_opened)(std::uint64_t burst_bytes);
};

/// The port before a memory.
struct MemoryShape {
  std::uint32_t beat_bytes = 0;  ///< a power of two, at most 128
  std::uint64_t bytes = 0;
};

/// One row a kind: it stands in the file of the kind, and `memory_kinds` lists it.
struct MemoryKind {
  const char* name;  ///< `memory.kind`
  std::span<const MemoryParameter> parameters;
  std::unique_ptr<MemoryModel> (*make)(const MemoryDevice&, const MemoryShape&);
  std::uint64_t (*row_bytes)(const MemoryDevice&);  ///< bytes of a row that it opens: what one activation costs
  const ClosedForm* closed_form = nullptr;          ///< null: its cycles depend on where the bursts before went
};

/// Every kind. The first is `fixed`.
std::span<const MemoryKind* const> memory_kinds();

/// The kind of that name, or nothing.
const MemoryKind* find_memory_kind(const std::string& name);

/// The memory; with a `stall_seed` other than 0 behind random stalls (StallingMemory).
std::unique_ptr<MemoryModel> make_memory_model(const MemoryDevice& device, const MemoryShape& shape,
                                               std::uint64_t stall_seed = 0);

}  // namespace octet::hw
