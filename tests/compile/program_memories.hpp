// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/execute/byte_memory.hpp"
#include "models/execute/operate.hpp"

namespace octet::test {

/// One small ByteMemory a space, for tests of single steps.
class Memories : public execute::MemoryReader {
 public:
  Memories() {
    for (std::size_t i = 0; i < program::kSpaceCount; ++i)
      memories_.emplace_back(program::name(static_cast<program::Space>(i)), 1 << 16);
  }
  execute::ByteMemory& operator[](program::Space space) { return memories_[static_cast<std::size_t>(space)]; }
  execute::Runs read_strided(program::Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                             std::uint64_t count, RawBytes& room) override {
    return (*this)[space].view_strided(address, run, stride, count, room);
  }
  std::uint64_t version(program::Space space, std::uint64_t address, std::uint64_t bytes) override {
    return (*this)[space].version(address, bytes);
  }
  /// operate(), with its results written.
  void execute(const program::Command& command, const program::Geometry& geometry) {
    for (const execute::Write& w : execute::operate(command, program::step_at(command, 0), geometry, *this))
      (*this)[w.space].write_strided(w.address, w.run, w.stride, w.count, w.source());
  }
  /// Little-endian integer of `bytes` bytes, sign extended.
  std::int64_t get(program::Space space, std::uint64_t address, std::size_t bytes) {
    std::vector<std::uint8_t> data(bytes);
    (*this)[space].read(address, data);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value |= std::uint64_t{data[i]} << (8 * i);
    const int shift = 64 - 8 * static_cast<int>(bytes);
    return static_cast<std::int64_t>(value << shift) >> shift;
  }
  void put(program::Space space, std::uint64_t address, std::size_t bytes, std::int64_t value) {
    std::vector<std::uint8_t> data(bytes);
    for (std::size_t i = 0; i < bytes; ++i) data[i] = static_cast<std::uint8_t>(value >> (8 * i));
    (*this)[space].write(address, data);
  }

 private:
  std::vector<execute::ByteMemory> memories_;
};

}  // namespace octet::test
