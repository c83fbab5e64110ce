// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "hw/arch/architecture.hpp"

namespace octet::hw {

/// One burst on the memory port.
struct Burst {
  std::uint64_t address = 0;
  std::uint32_t bytes = 0;
  bool is_write = false;
};

/// When a burst occupies the data bus, in accelerator cycles: beats in [first_beat, last_beat].
struct BurstTiming {
  std::uint64_t first_beat = 0;
  std::uint64_t last_beat = 0;
};

/// Counts memory cycles; knows no data. One interface, one file an implementation, chosen by name (`memory.kind`).
/// SystemC and the RTL's bench drive the same model, so both see one memory. Answers in order of submission.
class MemoryModel {
 public:
  virtual ~MemoryModel() = default;
  /// A burst issued in cycle `cycle`; calls come with rising cycles (equal only across a reset).
  virtual BurstTiming submit(const Burst& burst, std::uint64_t cycle) = 0;
  virtual void reset() = 0;
};

/// Throws `UserError` for an unknown kind.
std::unique_ptr<MemoryModel> make_memory_model(const arch::Memory& memory);

}  // namespace octet::hw
