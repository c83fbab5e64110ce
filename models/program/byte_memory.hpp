// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace octet::program {

/// A memory of bytes that knows which were ever written. Reading a byte never written, or outside, throws `MachineFault`
/// naming the memory and address. DRAM-sized memories allocate lazily in pages.
class ByteMemory {
 public:
  ByteMemory(std::string name, std::uint64_t bytes);

  std::uint64_t bytes() const { return bytes_; }
  const std::string& name() const { return name_; }
  /// Copies [address, address + out.size()) and requires every byte to have been written.
  void read(std::uint64_t address, std::span<std::uint8_t> out) const;
  /// `count` runs of `run` bytes, `stride` bytes apart, packed into `out` (count * run bytes); all must have been written.
  void read_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                    std::span<std::uint8_t> out) const;
  void write(std::uint64_t address, std::span<const std::uint8_t> data);
  void write_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                     std::span<const std::uint8_t> data);
  /// Every byte becomes unwritten again.
  void poison();

 private:
  static constexpr std::uint64_t kPageBytes = 1 << 16;
  struct Page {
    std::vector<std::uint8_t> data, written;  ///< kPageBytes each; written: 1 where the byte was ever written
  };
  void require_inside(std::uint64_t address, std::uint64_t count) const;

  std::string name_;
  std::uint64_t bytes_;
  std::vector<Page> pages_;  ///< empty vectors: never touched
};

}  // namespace octet::program
