// SPDX-License-Identifier: Apache-2.0
#include "hw/common/buffer.hpp"

namespace octet::hw {

BankedBuffer::BankedBuffer(std::string name, const arch::Buffer& buffer)
    : bank_bytes_(buffer.bytes / buffer.banks), dual_port_(buffer.dual_port), memory_(std::move(name), buffer.bytes) {}

std::uint64_t BankedBuffer::banks_of(std::uint64_t address, std::uint64_t bytes) const {
  const std::uint32_t first = bank_of(address), last = bank_of(address + bytes - 1);
  const std::uint64_t up_to_last = last == 63 ? ~std::uint64_t{0} : (std::uint64_t{1} << (last + 1)) - 1;
  return up_to_last & ~((std::uint64_t{1} << first) - 1);
}

}  // namespace octet::hw
