// SPDX-License-Identifier: Apache-2.0
#include "models/core/matrix.hpp"

#include "tests/support/catch.hpp"

TEST_CASE("a matrix is row-major and its rows are contiguous", "[matrix][core]") {
  octet::Matrix<int> matrix(2, 3);
  matrix.at(1, 2) = 7;
  CHECK(matrix.data() == std::vector<int>{0, 0, 0, 0, 0, 7});
  CHECK(matrix.row(1).size() == 3);
  CHECK(matrix.row(1)[2] == 7);
  matrix.row(0)[1] = 4;
  CHECK(matrix == octet::Matrix<int>(2, 3, {0, 4, 0, 0, 0, 7}));
  CHECK_FALSE(matrix == octet::Matrix<int>(3, 2, {0, 4, 0, 0, 0, 7}));
}
