// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/memory_model.hpp"

#include "hw/memory/fixed_memory.hpp"
#include "hw/memory/stalling_memory.hpp"
#include "models/core/error.hpp"

namespace octet::hw {
namespace {

struct Registration {
  const char* kind;
  std::unique_ptr<MemoryModel> (*make)(const arch::Memory&);
};

template <class Model>
std::unique_ptr<MemoryModel> make(const arch::Memory& memory) {
  return std::make_unique<Model>(memory);
}

// One line a memory model.
constexpr Registration kModels[] = {
    {"fixed", make<FixedMemory>},
};

}  // namespace

std::unique_ptr<MemoryModel> make_memory_model(const arch::Memory& memory, std::uint64_t stall_seed) {
  for (const Registration& model : kModels) {
    if (memory.kind != model.kind) continue;
    std::unique_ptr<MemoryModel> made = model.make(memory);
    if (stall_seed == 0) return made;
    return std::make_unique<StallingMemory>(std::move(made), memory.beat_bytes, stall_seed);
  }
  OCTET_CHECK(false, "a resolved architecture names a memory model of arch::memory_kinds(), got " + memory.kind);
}

}  // namespace octet::hw
