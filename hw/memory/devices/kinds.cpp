// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/devices/kinds.hpp"

#include <algorithm>
#include <string_view>

#include "hw/memory/devices/stalling_memory.hpp"
#include "models/core/error.hpp"

namespace octet::hw {

// One word a kind, here and below.
extern const MemoryKind kFixedMemory, kBankedMemory;

std::span<const MemoryKind* const> memory_kinds() {
  static constexpr const MemoryKind* kKinds[] = {&kFixedMemory, &kBankedMemory};
  return kKinds;
}

const MemoryKind* find_memory_kind(const std::string& name) {
  for (const MemoryKind* kind : memory_kinds())
    if (name == kind->name) return kind;
  return nullptr;
}

MemoryDevice::MemoryDevice() : MemoryDevice(*memory_kinds().front()) {}

MemoryDevice::MemoryDevice(const MemoryKind& kind) : kind_(&kind) {
  for (const MemoryParameter& parameter : kind.parameters) values_.push_back(parameter.usual);
}

std::size_t MemoryDevice::index_of(const char* parameter) const {
  const auto found = std::find_if(kind_->parameters.begin(), kind_->parameters.end(),
                                  [&](const MemoryParameter& it) { return std::string_view(it.name) == parameter; });
  OCTET_CHECK(found != kind_->parameters.end(), std::string(kind_->name) + " memory has no parameter " + parameter);
  return static_cast<std::size_t>(found - kind_->parameters.begin());
}

std::uint64_t MemoryDevice::value(const char* parameter) const { return values_[index_of(parameter)]; }

MemoryDevice& MemoryDevice::set(const char* parameter, std::uint64_t value) {
  values_[index_of(parameter)] = value;
  return *this;
}

std::unique_ptr<MemoryModel> make_memory_model(const MemoryDevice& device, const MemoryShape& shape,
                                               std::uint64_t stall_seed) {
  std::unique_ptr<MemoryModel> made = device.kind().make(device, shape);
  if (stall_seed == 0) return made;
  return std::make_unique<StallingMemory>(std::move(made), shape.beat_bytes, stall_seed);
}

}  // namespace octet::hw
