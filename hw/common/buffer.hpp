// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "hw/arch/architecture.hpp"
#include "models/execute/byte_memory.hpp"

namespace octet::hw {

/// One on-chip buffer: bytes in equal contiguous banks. Says which banks a range touches; who may touch them is the
/// scoreboard's business.
class BankedBuffer {
 public:
  BankedBuffer(std::string name, const arch::Buffer& buffer);

  std::uint32_t bank_of(std::uint64_t address) const { return static_cast<std::uint32_t>(address / bank_bytes_); }
  /// One bit a bank for [address, address + bytes), which lies inside and is not empty.
  std::uint64_t banks_of(std::uint64_t address, std::uint64_t bytes) const;
  bool dual_port() const { return dual_port_; }
  execute::ByteMemory& memory() { return memory_; }
  const execute::ByteMemory& memory() const { return memory_; }

 private:
  std::uint64_t bank_bytes_;
  bool dual_port_;
  execute::ByteMemory memory_;
};

}  // namespace octet::hw
