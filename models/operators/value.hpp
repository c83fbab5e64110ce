// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "models/operators/numerics.hpp"

// What graphs are made of stands in namespace graph, whichever of the two rooms it is in.
namespace octet::graph {

/// The most rows or columns of a value.
inline constexpr int kLargestExtent = 65536;

/// A value flowing between nodes: an integer matrix [rows, columns], one row a token.
struct Value {
  std::string name;
  int rows = 0;
  int columns = 0;
  int bits = 8;              ///< 8: one byte in memory; 9..16: two bytes; 17..22: not in memory, golden view only
  bool is_unsigned = false;  ///< only with 8 bits
  double scale = 0.0;        ///< real value of one step; never read by an integer view

  int bytes_per_element() const { return bits <= 8 ? 1 : 2; }
};

/// Index of a value in `Model::values`.
using ValueId = int;

/// The values of a model, by id.
class Values {
 public:
  explicit Values(std::span<const Value> all) : all_(all) {}
  const Value& operator[](ValueId id) const { return all_[static_cast<std::size_t>(id)]; }
  std::size_t size() const { return all_.size(); }

 private:
  std::span<const Value> all_;
};

/// Multiply-accumulates of a matrix product.
inline std::uint64_t product(int rows, int depth, int columns) {
  return static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(depth) * static_cast<std::uint64_t>(columns);
}

/// The largest code of a symmetric quantizer.
inline double top_code(int bits) { return static_cast<double>((std::int64_t{1} << (bits - 1)) - 1); }

/// Rows and columns of a value; 0 rows: not known, for a reason that is told elsewhere.
struct Size {
  int rows = 0, columns = 0;

  bool is_known() const { return rows > 0; }
  friend bool operator==(Size, Size) = default;
};

}  // namespace octet::graph
