// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace octet {

/// A dense row-major matrix: element (row, column) at `row * columns + column`.
template <class T>
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t columns, T fill = T{})
      : rows_(rows), columns_(columns), data_(rows * columns, fill) {}
  Matrix(std::size_t rows, std::size_t columns, std::vector<T> data)
      : rows_(rows), columns_(columns), data_(std::move(data)) {}

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  T& at(std::size_t row, std::size_t column) { return data_[row * columns_ + column]; }
  const T& at(std::size_t row, std::size_t column) const { return data_[row * columns_ + column]; }
  std::span<T> row(std::size_t index) { return {data_.data() + index * columns_, columns_}; }
  std::span<const T> row(std::size_t index) const { return {data_.data() + index * columns_, columns_}; }
  std::vector<T>& data() { return data_; }
  const std::vector<T>& data() const { return data_; }
  friend bool operator==(const Matrix&, const Matrix&) = default;

 private:
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::vector<T> data_;
};

}  // namespace octet
