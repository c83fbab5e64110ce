// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace octet {

/// Elements on the heap that nobody sets before they are filled. A std::vector with an allocator of its own cannot do
/// this: its destructor visits every element, in an empty loop that is left out only where the compiler optimizes, and
/// the linker takes the destructor of any file, whatever that one was compiled with.
template <class T>
class RawVector {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_default_constructible_v<T>);

 public:
  using value_type = T;

  RawVector() = default;
  explicit RawVector(std::size_t size) : data_(std::make_unique_for_overwrite<T[]>(size)), size_(size) {}
  RawVector(RawVector&& other) noexcept : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}
  RawVector& operator=(RawVector&& other) noexcept {
    data_ = std::move(other.data_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](std::size_t index) { return data_[index]; }
  const T& operator[](std::size_t index) const { return data_[index]; }
  T* begin() { return data(); }
  T* end() { return data() + size_; }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size_; }

 private:
  std::unique_ptr<T[]> data_;
  std::size_t size_ = 0;
};

using RawBytes = RawVector<std::uint8_t>;

}  // namespace octet
