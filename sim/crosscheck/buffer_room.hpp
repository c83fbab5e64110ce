// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "sim/crosscheck/random.hpp"

namespace octet::crosscheck {

/// The part of a buffer that one case uses, from address 0 up, and what is loaded there first.
class BufferRoom {
 public:
  explicit BufferRoom(std::uint64_t most) : most_(most) {}

  bool fits(std::uint64_t bytes, std::uint64_t alignment) const { return aligned(alignment) + bytes <= most_; }
  /// Address of `bytes` new ones, zero until written; they must fit.
  std::uint64_t take(std::uint64_t bytes, std::uint64_t alignment);
  std::uint64_t used() const { return contents_.size(); }
  const std::vector<std::uint8_t>& contents() const { return contents_; }

  void put32(std::uint64_t address, std::uint32_t value);
  /// `count` integers of `bits` bits, signed, in `element_bytes` each, in a random style: uniform, extremes only,
  /// small, all the same, one that stands out, corners among others.
  void put_elements(Random& random, std::uint64_t address, std::uint64_t count, std::uint32_t element_bytes,
                    std::uint32_t bits);

 private:
  std::uint64_t aligned(std::uint64_t alignment) const { return (used() + alignment - 1) / alignment * alignment; }

  std::uint64_t most_;
  std::vector<std::uint8_t> contents_;
};

}  // namespace octet::crosscheck
