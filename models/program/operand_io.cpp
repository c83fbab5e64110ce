// SPDX-License-Identifier: Apache-2.0
#include "models/program/operand_io.hpp"

#include <bit>
#include <cstring>

#include "models/core/error.hpp"

namespace octet::program {

// Elements are moved with memcpy between bytes and host integers; the machine is little-endian, and so must be the
// host.
static_assert(std::endian::native == std::endian::little);

std::vector<std::uint8_t> read_panel(MemoryReader& memory, Space space, const Panel& panel) {
  if (panel.valid == panel.lanes) return read_bytes(memory, space, panel.address, panel.words * panel.stride());
  std::vector<std::uint8_t> out(panel.words * panel.run());
  memory.read_strided(space, panel.address, panel.run(), panel.stride(), panel.words, out);
  return out;
}

std::vector<std::uint8_t> read_bytes(MemoryReader& memory, Space space, std::uint64_t address, std::uint64_t count) {
  std::vector<std::uint8_t> out(count);
  memory.read_strided(space, address, count, count, 1, out);
  return out;
}

Write write_panel(Space space, const Panel& panel, std::vector<std::uint8_t> data) {
  return write_runs(space, panel.address, panel.run(), panel.stride(), panel.words, std::move(data));
}

Write write_runs(Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                 std::vector<std::uint8_t> data) {
  OCTET_CHECK(data.size() == run * count, "result has the size of its runs");
  if (run == stride || count == 1) return {space, address, run * count, run * count, 1, std::move(data)};
  return {space, address, run, stride, count, std::move(data)};
}

std::vector<std::int16_t> widen(const std::vector<std::uint8_t>& data, std::uint64_t element_bytes) {
  std::vector<std::int16_t> out(data.size() / element_bytes);
  if (element_bytes == 1) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::int8_t>(data[i]);
  } else {
    OCTET_CHECK(element_bytes == 2, "elements have 1 or 2 bytes");
    std::memcpy(out.data(), data.data(), data.size());
  }
  return out;
}

std::vector<std::uint8_t> narrow(const std::vector<std::int16_t>& values, std::uint64_t element_bytes) {
  std::vector<std::uint8_t> out(values.size() * element_bytes);
  if (element_bytes == 1) {
    for (std::size_t i = 0; i < values.size(); ++i) out[i] = static_cast<std::uint8_t>(values[i]);
  } else {
    OCTET_CHECK(element_bytes == 2, "elements have 1 or 2 bytes");
    std::memcpy(out.data(), values.data(), out.size());
  }
  return out;
}

std::uint32_t word32(const std::vector<std::uint8_t>& data, std::size_t index) {
  std::uint32_t word = 0;
  std::memcpy(&word, data.data() + 4 * index, 4);
  return word;
}

DyadicScale scale_from(std::uint32_t multiplier, std::uint32_t shift) {
  // Read from memory, so anything may stand there; beyond these bounds the datapath has no meaning.
  if (shift > 62 || multiplier > 0x7fffffffU)
    throw MachineFault("a scale of multiplier " + std::to_string(multiplier) + " and shift " + std::to_string(shift) +
                       " is out of range");
  return {multiplier, static_cast<std::uint8_t>(shift)};
}

}  // namespace octet::program
