// SPDX-License-Identifier: Apache-2.0
#include "models/execute/operand_io.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "models/core/error.hpp"

namespace octet::execute {

using namespace program;

// Elements are moved with memcpy between bytes and host integers; the machine is little-endian, and so must be the
// host.
static_assert(std::endian::native == std::endian::little);

Words::Words(MemoryReader& memory, Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride,
             std::uint64_t count)
    : run_(run), count_(count), data_(nullptr), stride_(0), lasting_(false) {
  const Runs runs = memory.read_strided(space, address, run, stride, count, room_);
  data_ = runs.data;
  stride_ = runs.stride;
  lasting_ = runs.lasting;
}

void Words::pack() {
  RawBytes packed(run_ * count_);
  copy_runs({data_, stride_}, run_, count_, packed.data());
  room_ = std::move(packed);
  data_ = room_.data();
  stride_ = run_;
  lasting_ = false;
}

template <class T>
std::span<const T> Words::as() {
  const bool aligned = reinterpret_cast<std::uintptr_t>(data_) % alignof(T) == 0;
  if (!aligned || (stride_ != run_ && count_ != 1)) pack();
  return {reinterpret_cast<const T*>(data_), run_ * count_ / sizeof(T)};
}
template std::span<const std::int8_t> Words::as();
template std::span<const std::int16_t> Words::as();
template std::span<const std::int32_t> Words::as();

Write Words::to(Space space, std::uint64_t address, std::uint64_t stride) {
  if (lasting_ && stride_ == run_ && stride == run_)
    return {space, address, run_ * count_, run_ * count_, 1, {}, {data_, run_ * count_, true}};
  if (lasting_) return {space, address, run_, stride, count_, {}, {data_, stride_, true}};
  if (data_ != room_.data() || (stride_ != run_ && count_ != 1)) pack();
  return write_runs(space, address, run_, stride, count_, std::move(room_));
}

Words read_panel(MemoryReader& memory, Space space, const Panel& panel) {
  return {memory, space, panel.address, panel.run(), panel.stride(), panel.words};
}

Words read_bytes(MemoryReader& memory, Space space, std::uint64_t address, std::uint64_t count) {
  return {memory, space, address, count, count, 1};
}

Write write_panel(Space space, const Panel& panel, RawBytes data) {
  return write_runs(space, panel.address, panel.run(), panel.stride(), panel.words, std::move(data));
}

Write write_runs(Space space, std::uint64_t address, std::uint64_t run, std::uint64_t stride, std::uint64_t count,
                 RawBytes data) {
  OCTET_CHECK(data.size() == run * count, "result has the size of its runs");
  if (run == stride || count == 1) return {space, address, run * count, run * count, 1, std::move(data), {}};
  return {space, address, run, stride, count, std::move(data), {}};
}

RawVector<std::int16_t> widen(std::span<const std::int8_t> data) {
  RawVector<std::int16_t> out(data.size());
  std::copy(data.begin(), data.end(), out.begin());
  return out;
}

RawBytes narrow(const RawVector<std::int16_t>& values, std::uint64_t element_bytes) {
  RawBytes out(values.size() * element_bytes);
  if (element_bytes == 1) {
    for (std::size_t i = 0; i < values.size(); ++i) out[i] = static_cast<std::uint8_t>(values[i]);
  } else {
    OCTET_CHECK(element_bytes == 2, "elements have 1 or 2 bytes");
    std::memcpy(out.data(), values.data(), out.size());
  }
  return out;
}

std::uint32_t word32(const Words& data, std::size_t index) {
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

void put_scale(std::uint8_t* out, const DyadicScale& scale) {
  const std::uint32_t words[] = {scale.multiplier, scale.shift};
  std::memcpy(out, words, kScaleBytes);
}

}  // namespace octet::execute
