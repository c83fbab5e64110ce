// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/error.hpp"

namespace octet::io {

/// Element types Octet stores. Others of the safetensors format are refused.
enum class DType { kF32, kI8, kI16, kI32, kU8, kU32 };

std::string_view dtype_name(DType dtype);
std::size_t dtype_bytes(DType dtype);

template <class T>
struct DTypeOf;
template <>
struct DTypeOf<float> {
  static constexpr DType kValue = DType::kF32;
};
template <>
struct DTypeOf<std::int8_t> {
  static constexpr DType kValue = DType::kI8;
};
template <>
struct DTypeOf<std::int16_t> {
  static constexpr DType kValue = DType::kI16;
};
template <>
struct DTypeOf<std::int32_t> {
  static constexpr DType kValue = DType::kI32;
};
template <>
struct DTypeOf<std::uint8_t> {
  static constexpr DType kValue = DType::kU8;
};
template <>
struct DTypeOf<std::uint32_t> {
  static constexpr DType kValue = DType::kU32;
};

/// One named array: row-major, little-endian bytes.
struct Tensor {
  DType dtype = DType::kF32;
  std::vector<std::uint64_t> shape;
  std::vector<std::byte> data;  ///< product of shape times dtype_bytes

  /// The elements; `T` must be the stored type (InternalError).
  template <class T>
  std::vector<T> values() const {
    OCTET_CHECK(dtype == DTypeOf<T>::kValue, "the tensor holds another type");
    std::vector<T> out(data.size() / sizeof(T));
    if (!out.empty()) std::memcpy(out.data(), data.data(), data.size());
    return out;
  }

  template <class T>
  static Tensor of(const std::vector<T>& values, std::vector<std::uint64_t> shape) {
    Tensor tensor{DTypeOf<T>::kValue, std::move(shape), std::vector<std::byte>(values.size() * sizeof(T))};
    if (!values.empty()) std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
    return tensor;
  }
};

using Tensors = std::map<std::string, Tensor>;

/// `[2, 3]`: a shape as messages print it.
std::string shape_text(const std::vector<std::uint64_t>& shape);

/// Reads a safetensors file (u64 header size, JSON header, data) as hostile input: sizes, JSON depth and keys, types,
/// offsets inside the file, no overlap and no hole, every product without overflow, finite floats. Throws UserError
/// with every fault found at `file (byte N)`. `kAny`: for a caller that takes no floats anyway and says so better.
enum class Floats { kFinite, kAny };
Tensors read_safetensors(const std::filesystem::path& path, Floats floats = Floats::kFinite);

/// The same for bytes in memory; `name` stands for the file in messages.
Tensors parse_safetensors(const std::string& bytes, const std::string& name, Floats floats = Floats::kFinite);

/// Writes the file under a temporary name, then renames it. The same tensors give the same bytes (names sorted, header
/// padded with spaces to 8 bytes). Throws UserError when the file cannot be written.
void write_safetensors(const Tensors& tensors, const std::filesystem::path& path);

}  // namespace octet::io
