// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/core/raw_vector.hpp"

namespace octet::execute {

/// Runs of bytes: run i starts at data + i * stride.
struct Runs {
  const std::uint8_t* data = nullptr;
  std::uint64_t stride = 0;
  bool lasting = false;  ///< they lie there unchanged as long as the memory does, whatever is written to it
};

/// Copies `count` runs of `run` bytes next to each other to `out`.
void copy_runs(const Runs& from, std::uint64_t run, std::uint64_t count, std::uint8_t* out);

/// A memory of bytes that knows which were ever written. Reading a byte never written, or outside, throws
/// `MachineFault` naming the memory and address. Pages are allocated when first written to, so DRAM sizes cost next to
/// nothing, 8 MiB for the largest of 2^48 bytes; a small memory is one page.
class ByteMemory {
 public:
  ByteMemory(std::string name, std::uint64_t bytes);

  std::uint64_t bytes() const { return bytes_; }
  const std::string& name() const { return name_; }
  /// Copies [address, address + out.size()) and requires every byte to have been written.
  void read(std::uint64_t address, std::span<std::uint8_t> out) const;
  /// The same bytes where they were written; `noise` for a byte that never was, or that lies outside.
  void peek(std::uint64_t address, std::span<std::uint8_t> out, std::uint8_t noise) const;
  /// `count` runs of `run` bytes, `stride` bytes apart, packed into `out` (count * run bytes); all must have been
  /// written.
  void read_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                    std::span<std::uint8_t> out) const;
  /// The same runs where they lie, until the next write or poison(), or lasting where only the image holds them; in
  /// `room`, packed, where they lie in several pages.
  Runs view_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                    RawBytes& room) const;
  /// Where the runs lie if only the image holds them, null otherwise: there nobody writes.
  const std::uint8_t* lasting(std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                              std::uint64_t count) const;
  /// A number for what [address, address + bytes) holds: it changes with every write there (or near) and with poison(),
  /// and no other memory has it. 0, which says nothing, where bytes were never written or lie in several pages.
  std::uint64_t version(std::uint64_t address, std::uint64_t bytes) const;
  void write(std::uint64_t address, std::span<const std::uint8_t> data);
  void write_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                     std::span<const std::uint8_t> data);
  void write_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                     const Runs& from);
  /// Every byte becomes unwritten again, but for the image. Constant time: pages are cleaned when next
  /// written to.
  void poison();
  /// Poisons, and from now on [0, image.size()) holds `image` after every poison(). The image is not copied: it must
  /// outlive the memory. Throws `MachineFault` when it does not fit.
  void set_image(std::span<const std::uint8_t> image);

 private:
  static constexpr std::uint64_t kChunkPages = 1 << 12;
  struct Page {
    std::unique_ptr<std::uint8_t[]> data;       ///< page_bytes_; null: never written to
    std::unique_ptr<std::uint64_t[]> written;   ///< one bit a byte
    std::unique_ptr<std::uint64_t[]> versions;  ///< number of the last write into each block
    std::uint64_t epoch = 0;                    ///< poison count for which the contents hold; else they are the image's
  };
  void require_inside(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count) const;
  const Page* page_of(std::uint64_t index) const;
  const std::uint8_t* require_written(std::uint64_t address, std::uint64_t count) const;
  Page& page_to_write(std::uint64_t index);
  static void mark(Page& page, std::uint64_t offset, std::uint64_t count, std::uint64_t version);
  void read_run(std::uint64_t address, std::uint8_t* out, std::uint64_t count) const;
  void write_run(std::uint64_t address, const std::uint8_t* data, std::uint64_t count);

  std::string name_;
  std::uint64_t bytes_, page_bytes_;
  std::span<const std::uint8_t> image_;
  std::uint64_t epoch_ = 1;
  std::vector<std::unique_ptr<Page[]>> chunks_;  ///< of the page table, kChunkPages each; empty until the first write
};

}  // namespace octet::execute
