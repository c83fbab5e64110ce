// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "models/core/matrix.hpp"

namespace octet::io {

/// Integers of a NumPy file.
enum class NpyType { kInt8, kUInt8, kInt16, kInt32 };

/// `int8`, `uint8`, `int16`, `int32`.
const char* name(NpyType type);

/// The narrowest that holds integers of so many bits, sign included unless unsigned.
NpyType npy_type(int bits, bool is_unsigned);

/// Writes matrices of one shape one after the other into a NumPy file (format 1.0, little endian, C order) of shape
/// [count, rows, columns], so that no more than one is in memory. What is written is UserError naming the file where it
/// cannot be.
class NpyFile {
 public:
  /// Writes the header; replaces what is there.
  NpyFile(std::filesystem::path path, NpyType type, std::size_t count, std::size_t rows, std::size_t columns);

  /// The next matrix; its elements fit the type and there are no more than `count` (InternalError).
  void append(const Matrix<std::int32_t>& matrix);
  bool is_complete() const { return written_ == count_; }

 private:
  void write(const std::string& bytes, bool is_first) const;

  std::filesystem::path path_;
  NpyType type_;
  std::size_t count_, rows_, columns_, written_ = 0;
};

}  // namespace octet::io
