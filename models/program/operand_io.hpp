// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/core/dyadic.hpp"
#include "models/program/operate.hpp"

// How one step's operands are gathered from and scattered to panels: shared by the files of operate().
namespace octet::program {

/// A tile on chip: `words` words of `lanes` lanes, of which the first `valid` count, `element_bytes` a lane.
struct Panel {
  std::uint64_t address = 0, words = 0, valid = 0, lanes = 0, element_bytes = 1;

  std::uint64_t run() const { return valid * element_bytes; }
  std::uint64_t stride() const { return lanes * element_bytes; }
};

/// The valid lanes of the panel, packed: element (word, lane) at word * valid + lane.
std::vector<std::uint8_t> read_panel(MemoryReader& memory, Space space, const Panel& panel);

/// Contiguous bytes.
std::vector<std::uint8_t> read_bytes(MemoryReader& memory, Space space, std::uint64_t address, std::uint64_t count);

/// Packed valid lanes (as read_panel gives them) back to a panel.
Write write_panel(Space space, const Panel& panel, std::vector<std::uint8_t> data);

/// Runs packed in `data`; `run` and `stride` in bytes. Adjoining runs become one.
Write write_runs(Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                 std::vector<std::uint8_t> data);

/// Signed elements of 1 or 2 bytes as 16-bit integers.
std::vector<std::int16_t> widen(const std::vector<std::uint8_t>& data, std::uint64_t element_bytes);

/// The low bytes of 16-bit integers, 1 or 2 an element.
std::vector<std::uint8_t> narrow(const std::vector<std::int16_t>& values, std::uint64_t element_bytes);

/// Little-endian 32-bit word `index` of `data`.
std::uint32_t word32(const std::vector<std::uint8_t>& data, std::size_t index);

/// A scale from two 32-bit words; faults on a shift beyond 62.
DyadicScale scale_from(std::uint32_t multiplier, std::uint32_t shift);

std::vector<Write> operate_load(const Command& command, const Step& step, MemoryReader& memory);
std::vector<Write> operate_store(const Command& command, const Step& step, MemoryReader& memory);
std::vector<Write> operate_matmul(const Command& command, const Step& step, const Geometry& geometry,
                                  MemoryReader& memory);
std::vector<Write> operate_requantize(const Command& command, const Step& step, const Geometry& geometry,
                                      MemoryReader& memory);
std::vector<Write> operate_softmax(const Command& command, const Step& step, const Geometry& geometry,
                                   MemoryReader& memory);
std::vector<Write> operate_gelu(const Command& command, const Step& step, const Geometry& geometry,
                                MemoryReader& memory);
std::vector<Write> operate_layernorm(const Command& command, const Step& step, const Geometry& geometry,
                                     MemoryReader& memory);
std::vector<Write> operate_add(const Command& command, const Step& step, const Geometry& geometry,
                               MemoryReader& memory);

}  // namespace octet::program
