// SPDX-License-Identifier: Apache-2.0
#include "models/program/byte_memory.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "models/core/error.hpp"

namespace octet::program {
namespace {

std::string hex(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

}  // namespace

ByteMemory::ByteMemory(std::string name, std::uint64_t bytes)
    : name_(std::move(name)), bytes_(bytes), chunks_(bytes / (kPageBytes * kChunkPages) + 1) {}

void ByteMemory::poison() { ++epoch_; }

void ByteMemory::set_image(std::span<const std::uint8_t> image) {
  require_inside(0, image.size(), 0, 1);
  image_ = image;
  // Pages cleaned for the former image must be cleaned again.
  for (std::vector<Page>& chunk : chunks_)
    for (Page& page : chunk) page.dirty = true;
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
                       hex(address) + " lie outside its " + std::to_string(bytes_) + " bytes");
}

ByteMemory::Page& ByteMemory::page_at(std::uint64_t address) const {
  const std::uint64_t index = address / kPageBytes;
  std::vector<Page>& chunk = chunks_[index / kChunkPages];
  if (chunk.empty()) chunk.resize(std::min(kChunkPages, bytes_ / kPageBytes + 1));
  Page& page = chunk[index % kChunkPages];
  if (page.epoch == epoch_) return page;
  const bool fresh = page.data.empty();
  if (fresh) {
    page.data.resize(kPageBytes);
    page.written.resize(kPageBytes);
  }
  if (fresh || page.dirty) {
    const std::uint64_t start = index * kPageBytes;
    const std::uint64_t kept = image_.size() > start ? std::min<std::uint64_t>(image_.size() - start, kPageBytes) : 0;
    if (kept > 0) std::memcpy(page.data.data(), image_.data() + start, kept);
    std::memset(page.written.data(), 1, kept);
    std::memset(page.written.data() + kept, 0, kPageBytes - kept);
    page.dirty = false;
  }
  page.epoch = epoch_;
  return page;
}

void ByteMemory::read_run(std::uint64_t address, std::uint8_t* out, std::uint64_t count) const {
  while (count > 0) {
    const Page& page = page_at(address);
    const std::uint64_t offset = address % kPageBytes;
    const std::uint64_t part = std::min(count, kPageBytes - offset);
    const std::uint8_t* flags = page.written.data() + offset;
    if (const void* hole = std::memchr(flags, 0, part))
      throw MachineFault(name_ + ": read of address " +
                         hex(address + static_cast<std::uint64_t>(static_cast<const std::uint8_t*>(hole) - flags)) +
                         ", which was never written");
    std::memcpy(out, page.data.data() + offset, part);
    address += part;
    out += part;
    count -= part;
  }
}

void ByteMemory::write_run(std::uint64_t address, const std::uint8_t* data, std::uint64_t count) {
  while (count > 0) {
    Page& page = page_at(address);
    const std::uint64_t offset = address % kPageBytes;
    const std::uint64_t part = std::min(count, kPageBytes - offset);
    std::memcpy(page.data.data() + offset, data, part);
    std::memset(page.written.data() + offset, 1, part);
    page.dirty = true;
    address += part;
    data += part;
    count -= part;
  }
}

void ByteMemory::read(std::uint64_t address, std::span<std::uint8_t> out) const {
  require_inside(address, out.size(), 0, 1);
  read_run(address, out.data(), out.size());
}

void ByteMemory::read_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                              std::span<std::uint8_t> out) const {
  OCTET_CHECK(out.size() == run * count, name_);
  require_inside(address, run, stride, count);
  if (run == stride) return read_run(address, out.data(), run * count);
  for (std::uint64_t i = 0; i < count; ++i) read_run(address + i * stride, out.data() + i * run, run);
}

void ByteMemory::write(std::uint64_t address, std::span<const std::uint8_t> data) {
  require_inside(address, data.size(), 0, 1);
  write_run(address, data.data(), data.size());
}

void ByteMemory::write_strided(std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                               std::span<const std::uint8_t> data) {
  OCTET_CHECK(data.size() == run * count, name_);
  require_inside(address, run, stride, count);
  if (run == stride) return write_run(address, data.data(), run * count);
  for (std::uint64_t i = 0; i < count; ++i) write_run(address + i * stride, data.data() + i * run, run);
}

}  // namespace octet::program
