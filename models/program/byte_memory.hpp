// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace octet::program {

/// A memory of bytes that knows which were ever written. Reading a byte never written, or outside, throws
/// `MachineFault` naming the memory and address. Pages are allocated when first touched, so DRAM sizes cost next to
/// nothing: 8 MiB for the largest, of 2^48 bytes.
class ByteMemory {
 public:
  ByteMemory(std::string name, std::uint64_t bytes);

  std::uint64_t bytes() const { return bytes_; }
  const std::string& name() const { return name_; }
  /// Copies [address, address + out.size()) and requires every byte to have been written.
  void read(std::uint64_t address, std::span<std::uint8_t> out) const;
  /// `count` runs of `run` bytes, `stride` bytes apart, packed into `out` (count * run bytes); all must have been
  /// written.
  void read_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                    std::span<std::uint8_t> out) const;
  void write(std::uint64_t address, std::span<const std::uint8_t> data);
  void write_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                     std::span<const std::uint8_t> data);
  /// Every byte becomes unwritten again, but for the image. Constant time: pages are cleaned when next touched.
  void poison();
  /// Poisons, and from now on [0, image.size()) holds `image` after every poison(). The image is not copied: it must
  /// outlive the memory. Throws `MachineFault` when it does not fit.
  void set_image(std::span<const std::uint8_t> image);

 private:
  static constexpr std::uint64_t kPageBytes = 1 << 16, kChunkPages = 1 << 12;
  struct Page {
    std::vector<std::uint8_t> data,
        written;              ///< kPageBytes each; written: 1 where the byte was ever written; empty: never touched
    std::uint64_t epoch = 0;  ///< poison count for which the contents hold
    bool dirty = false;       ///< written to since it was last cleaned: contents differ from the image
  };
  void require_inside(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count) const;
  Page& page_at(std::uint64_t address) const;
  void read_run(std::uint64_t address, std::uint8_t* out, std::uint64_t count) const;
  void write_run(std::uint64_t address, const std::uint8_t* data, std::uint64_t count);

  std::string name_;
  std::uint64_t bytes_;
  std::span<const std::uint8_t> image_;
  std::uint64_t epoch_ = 1;
  /// By address / (kPageBytes * kChunkPages); mutable: cleaning a stale page is not a change of contents.
  mutable std::vector<std::vector<Page>> chunks_;
};

}  // namespace octet::program
