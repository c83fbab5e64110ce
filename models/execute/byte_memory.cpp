// SPDX-License-Identifier: Apache-2.0
#include "models/execute/byte_memory.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "models/core/error.hpp"
#include "models/execute/written_bits.hpp"
#include "models/program/listing.hpp"

namespace octet::execute {
namespace {

constexpr std::uint64_t kPage = 1 << 16;
/// Memories up to this size are one page: what lies on chip can be used where it lies.
constexpr std::uint64_t kOnePage = 1 << 23;

/// Bytes that share a version.
constexpr std::uint64_t kBlock = 512;

/// Numbers of writes, of all memories together.
std::uint64_t next_version() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

/// Runs ahead of the one that is copied: processors do not foresee short runs far apart.
constexpr std::uint64_t kAhead = 12;
constexpr std::uint64_t kCacheLine = 64;

}  // namespace

void copy_runs(const Runs& from, std::uint64_t run, std::uint64_t count, std::uint8_t* out) {
  if (run * count == 0) return;
  if (from.stride == run || count == 1) {
    std::memcpy(out, from.data, run * count);
    return;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    if (i + kAhead < count)
      for (std::uint64_t at = 0; at < run; at += kCacheLine)
        __builtin_prefetch(from.data + (i + kAhead) * from.stride + at);
    std::memcpy(out + i * run, from.data + i * from.stride, run);
  }
}

ByteMemory::ByteMemory(std::string name, std::uint64_t bytes)
    : name_(std::move(name)),
      bytes_(bytes),
      page_bytes_(bytes <= kOnePage ? (bytes + kBlock - 1) / kBlock * kBlock : kPage) {}

void ByteMemory::poison() { ++epoch_; }

void ByteMemory::set_image(std::span<const std::uint8_t> image) {
  require_inside(0, image.size(), 0, 1);
  image_ = image;
  poison();
}

void ByteMemory::require_inside(std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                                std::uint64_t count) const {
  if (count == 0 || run == 0) return;
  // Without overflow: the last run must start at most `room` bytes in.
  const bool inside =
      run <= bytes_ && address <= bytes_ - run && (stride == 0 || (count - 1) <= (bytes_ - run - address) / stride);
  if (!inside)
    throw MachineFault(name_ + ": " + std::to_string(count) + " x " + std::to_string(run) + " bytes from address " +
                       program::hex(address) + " lie outside its " + std::to_string(bytes_) + " bytes");
}

/// The page, null where it holds nothing but the image.
const ByteMemory::Page* ByteMemory::page_of(std::uint64_t index) const {
  if (chunks_.empty() || chunks_[index / kChunkPages] == nullptr) return nullptr;
  const Page& page = chunks_[index / kChunkPages][index % kChunkPages];
  return page.epoch == epoch_ ? &page : nullptr;
}

/// Where [address, address + count), inside one page, lies; faults on a byte never written.
const std::uint8_t* ByteMemory::require_written(std::uint64_t address, std::uint64_t count) const {
  const std::uint64_t index = address / page_bytes_, offset = address % page_bytes_;
  const Page* page = page_of(index);
  std::uint64_t hole = address + count;
  if (page != nullptr) {
    hole = index * page_bytes_ + first_unwritten(page->written.get(), offset, offset + count);
  } else if (hole > image_.size()) {
    hole = std::max<std::uint64_t>(address, image_.size());
  }
  if (hole != address + count)
    throw MachineFault(name_ + ": read of address " + program::hex(hole) + ", which was never written");
  return page != nullptr ? page->data.get() + offset : image_.data() + address;
}

ByteMemory::Page& ByteMemory::page_to_write(std::uint64_t index) {
  const std::uint64_t pages = (bytes_ + page_bytes_ - 1) / page_bytes_;
  if (chunks_.empty()) chunks_.resize((pages + kChunkPages - 1) / kChunkPages);
  std::unique_ptr<Page[]>& chunk = chunks_[index / kChunkPages];
  if (chunk == nullptr) chunk.reset(new Page[std::min(kChunkPages, pages)]);
  Page& page = chunk[index % kChunkPages];
  if (page.epoch == epoch_) return page;
  if (page.data == nullptr) {
    page.data.reset(new std::uint8_t[page_bytes_]);  // not zeroed
    page.written.reset(new std::uint64_t[page_bytes_ / 64]);
    page.versions.reset(new std::uint64_t[page_bytes_ / kBlock]);
  }
  const std::uint64_t start = index * page_bytes_;
  const std::uint64_t kept = image_.size() > start ? std::min<std::uint64_t>(image_.size() - start, page_bytes_) : 0;
  if (kept > 0) std::memcpy(page.data.get(), image_.data() + start, kept);
  std::fill_n(page.written.get(), page_bytes_ / 64, 0);
  mark_written(page.written.get(), 0, kept);
  std::fill_n(page.versions.get(), page_bytes_ / kBlock, next_version());
  page.epoch = epoch_;
  return page;
}

std::uint64_t ByteMemory::version(std::uint64_t address, std::uint64_t bytes) const {
  require_inside(address, bytes, 0, 1);
  if (bytes == 0 || address / page_bytes_ != (address + bytes - 1) / page_bytes_) return 0;
  const Page* page = page_of(address / page_bytes_);
  if (page == nullptr) return 0;
  const std::uint64_t offset = address % page_bytes_;
  return *std::max_element(page->versions.get() + offset / kBlock,
                           page->versions.get() + (offset + bytes - 1) / kBlock + 1);
}

void ByteMemory::read_run(std::uint64_t address, std::uint8_t* out, std::uint64_t count) const {
  while (count > 0) {
    const std::uint64_t part = std::min(count, page_bytes_ - address % page_bytes_);
    std::memcpy(out, require_written(address, part), part);
    address += part;
    out += part;
    count -= part;
  }
}

void ByteMemory::mark(Page& page, std::uint64_t offset, std::uint64_t count, std::uint64_t version) {
  mark_written(page.written.get(), offset, offset + count);
  for (std::uint64_t block = offset / kBlock; block * kBlock < offset + count; ++block) page.versions[block] = version;
}

void ByteMemory::write_run(std::uint64_t address, const std::uint8_t* data, std::uint64_t count) {
  const std::uint64_t version = next_version();
  while (count > 0) {
    Page& page = page_to_write(address / page_bytes_);
    const std::uint64_t offset = address % page_bytes_;
    const std::uint64_t part = std::min(count, page_bytes_ - offset);
    std::memcpy(page.data.get() + offset, data, part);
    mark(page, offset, part, version);
    address += part;
    data += part;
    count -= part;
  }
}

void ByteMemory::read(std::uint64_t address, std::span<std::uint8_t> out) const {
  require_inside(address, out.size(), 0, 1);
  read_run(address, out.data(), out.size());
}

void ByteMemory::peek(std::uint64_t address, std::span<std::uint8_t> out, std::uint8_t noise) const {
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::uint64_t at = address + i;
    const Page* page = at < bytes_ ? page_of(at / page_bytes_) : nullptr;
    const std::uint64_t offset = at % page_bytes_;
    if (page != nullptr)
      out[i] = (page->written[offset / 64] >> (offset % 64) & 1) != 0 ? page->data[offset] : noise;
    else
      out[i] = at < image_.size() ? image_[at] : noise;
  }
}

void ByteMemory::read_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                              std::span<std::uint8_t> out) const {
  OCTET_CHECK(out.size() == run * count, name_);
  require_inside(address, run, stride, count);
  if (run == stride) return read_run(address, out.data(), run * count);
  for (std::uint64_t i = 0; i < count; ++i) read_run(address + i * stride, out.data() + i * run, run);
}

const std::uint8_t* ByteMemory::lasting(std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                                        std::uint64_t count) const {
  require_inside(address, run, stride, count);
  if (count == 0 || run == 0) return nullptr;
  const std::uint64_t end = address + (count - 1) * stride + run;
  if (end > image_.size()) return nullptr;
  for (std::uint64_t index = address / page_bytes_; index <= (end - 1) / page_bytes_; ++index)
    if (page_of(index) != nullptr) return nullptr;
  return image_.data() + address;
}

Runs ByteMemory::view_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                              RawBytes& room) const {
  const std::uint8_t* lasts = lasting(address, run, stride, count);
  if (lasts != nullptr) return {lasts, stride, true};
  if (count == 0 || run == 0) return {room.data(), run};
  if (address / page_bytes_ != (address + (count - 1) * stride + run - 1) / page_bytes_) {
    room = RawBytes(run * count);
    read_strided(address, run, stride, count, room);
    return {room.data(), run};
  }
  if (run == stride) return {require_written(address, run * count), run};
  const std::uint8_t* first = require_written(address, run);
  for (std::uint64_t i = 1; i < count; ++i) require_written(address + i * stride, run);
  return {first, stride};
}

void ByteMemory::write(std::uint64_t address, std::span<const std::uint8_t> data) {
  require_inside(address, data.size(), 0, 1);
  write_run(address, data.data(), data.size());
}

void ByteMemory::write_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                               std::span<const std::uint8_t> data) {
  OCTET_CHECK(data.size() == run * count, name_);
  write_strided(address, run, stride, count, Runs{data.data(), run});
}

void ByteMemory::write_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                               const Runs& from) {
  require_inside(address, run, stride, count);
  const std::uint64_t bytes = run * count, offset = address % page_bytes_;
  if (run == stride && bytes > 0 && offset + bytes <= page_bytes_) {
    Page& page = page_to_write(address / page_bytes_);
    copy_runs(from, run, count, page.data.get() + offset);
    mark(page, offset, bytes, next_version());
    return;
  }
  for (std::uint64_t i = 0; i < count; ++i) write_run(address + i * stride, from.data + i * from.stride, run);
}

}  // namespace octet::execute
