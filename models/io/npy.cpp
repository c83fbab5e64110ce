// SPDX-License-Identifier: Apache-2.0
#include "models/io/npy.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <limits>
#include <system_error>
#include <utility>

#include "models/core/error.hpp"

namespace octet::io {
namespace {

constexpr std::size_t kAlignment = 64;  // of the data, so that it can be mapped
constexpr std::size_t kPreamble = 10;   // magic, version, length of the header

struct TypeFacts {
  const char *name, *description;
  std::size_t bytes;
  std::int64_t low, high;
};

template <class T>
constexpr TypeFacts facts(const char* name, const char* description) {
  return {name, description, sizeof(T), std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}

const TypeFacts& facts_of(NpyType type) {
  static constexpr TypeFacts kFacts[] = {facts<std::int8_t>("int8", "|i1"), facts<std::uint8_t>("uint8", "|u1"),
                                         facts<std::int16_t>("int16", "<i2"), facts<std::int32_t>("int32", "<i4")};
  return kFacts[static_cast<std::size_t>(type)];
}

}  // namespace

const char* name(NpyType type) { return facts_of(type).name; }

NpyType npy_type(int bits, bool is_unsigned) {
  if (bits <= 8) return is_unsigned ? NpyType::kUInt8 : NpyType::kInt8;
  return bits <= 16 ? NpyType::kInt16 : NpyType::kInt32;
}

NpyFile::NpyFile(std::filesystem::path path, NpyType type, std::size_t count, std::size_t rows, std::size_t columns)
    : path_(std::move(path)), type_(type), count_(count), rows_(rows), columns_(columns) {
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}, {}, {}), }}",
                                   facts_of(type).description, count, rows, columns);
  header.append((kAlignment - (kPreamble + header.size() + 1) % kAlignment) % kAlignment, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 0xFF);
  bytes += static_cast<char>(header.size() >> 8);
  write(bytes + header, true);
}

void NpyFile::append(const Matrix<std::int32_t>& matrix) {
  const TypeFacts& it = facts_of(type_);
  OCTET_CHECK(matrix.rows() == rows_ && matrix.columns() == columns_ && written_ < count_,
              fmt::format("{} holds {} matrices of {} x {}, got {} x {}", path_.string(), count_, rows_, columns_,
                          matrix.rows(), matrix.columns()));
  std::string bytes;
  bytes.reserve(matrix.data().size() * it.bytes);
  for (const std::int32_t element : matrix.data()) {
    OCTET_CHECK(element >= it.low && element <= it.high, fmt::format("{} does not fit {}", element, it.name));
    for (std::size_t byte = 0; byte < it.bytes; ++byte)
      bytes += static_cast<char>(static_cast<std::uint32_t>(element) >> (8 * byte) & 0xFF);
  }
  write(bytes, false);
  ++written_;
}

// Opened anew for each matrix: a model has more layers than a process may have files.
void NpyFile::write(const std::string& bytes, bool is_first) const {
  errno = 0;
  std::ofstream file(path_, std::ios::binary | (is_first ? std::ios::trunc : std::ios::app));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (file) return;
  const int reason = errno == 0 ? EIO : errno;
  throw UserError(path_.string(), "cannot be written: " + std::generic_category().message(reason));
}

}  // namespace octet::io
