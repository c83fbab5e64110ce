// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/buffer_room.hpp"

#include <array>

#include "models/core/error.hpp"

namespace octet::crosscheck {
namespace {

enum class Style { uniform, extremes, small, constant, one_hot, corners };

}  // namespace

std::uint64_t BufferRoom::take(std::uint64_t bytes, std::uint64_t alignment) {
  OCTET_CHECK(fits(bytes, alignment), "the caller asked whether there is room");
  const std::uint64_t address = aligned(alignment);
  contents_.resize(address + bytes);
  return address;
}

void BufferRoom::put32(std::uint64_t address, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) contents_.at(address + i) = static_cast<std::uint8_t>(value >> (8 * i));
}

void BufferRoom::put_elements(Random& random, std::uint64_t address, std::uint64_t count, std::uint32_t element_bytes,
                              std::uint32_t bits) {
  const std::int64_t high = (std::int64_t{1} << (bits - 1)) - 1, low = -high - 1;
  const std::array<std::int64_t, 7> corners{low, low + 1, -1, 0, 1, high - 1, high};
  const auto style = static_cast<Style>(random.pick(0, 5));
  const std::int64_t constant = random.between(low, high);
  const std::uint64_t hot = random.next() % count;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::int64_t value = constant;
    switch (style) {
      case Style::uniform:
        value = random.between(low, high);
        break;
      case Style::extremes:
        value = random.once_in(2) ? low : high;
        break;
      case Style::small:
        value = random.between(-4, 4);
        break;
      case Style::constant:
        break;
      case Style::one_hot:
        value = i == hot ? high : low;
        break;
      case Style::corners:
        value = random.once_in(2) ? corners[random.pick(0, corners.size() - 1)] : random.between(low, high);
    }
    for (std::uint32_t byte = 0; byte < element_bytes; ++byte)
      contents_.at(address + i * element_bytes + byte) = static_cast<std::uint8_t>(value >> (8 * byte));
  }
}

}  // namespace octet::crosscheck
