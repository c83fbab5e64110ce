// SPDX-License-Identifier: Apache-2.0
#include "models/io/npy.hpp"

#include "models/core/error.hpp"
#include "tests/graph/temporary_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::io {
namespace {

/// What NumPy writes of the same array: `numpy.save` of format 1.0 pads its header to 64 bytes as well.
std::string expected(const std::string& description, const std::string& shape, const std::string& data) {
  std::string header = "{'descr': '" + description + "', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize(117, ' ');
  return std::string("\x93NUMPY\x01\x00", 8) + std::string("\x76\x00", 2) + header + "\n" + data;
}

TEST_CASE("integers are written as NumPy reads them, matrix after matrix", "[npy]") {
  const test::TemporaryFolder folder;
  const auto written = [&](NpyType type, const std::vector<std::vector<std::int32_t>>& matrices) {
    NpyFile file(folder / "a.npy", type, matrices.size(), 1, 3);
    for (const std::vector<std::int32_t>& it : matrices) {
      CHECK(!file.is_complete());
      file.append({1, 3, it});
    }
    CHECK(file.is_complete());
    return test::contents(folder / "a.npy");
  };
  CHECK(written(NpyType::kInt8, {{-128, 0, 127}, {1, 2, -1}}) ==
        expected("|i1", "(2, 1, 3)", std::string("\x80\x00\x7f\x01\x02\xff", 6)));
  CHECK(written(NpyType::kUInt8, {{0, 128, 255}}) == expected("|u1", "(1, 1, 3)", std::string("\x00\x80\xff", 3)));
  CHECK(written(NpyType::kInt16, {{-32768, 258, -1}}) ==
        expected("<i2", "(1, 1, 3)", std::string("\x00\x80\x02\x01\xff\xff", 6)));
  CHECK(written(NpyType::kInt32, {{-2097152, 1, 2097151}}) ==
        expected("<i4", "(1, 1, 3)", std::string("\x00\x00\xe0\xff\x01\x00\x00\x00\xff\xff\x1f\x00", 12)));
}

TEST_CASE("what a file of integers cannot hold is a mistake, what cannot be written is told", "[npy]") {
  const test::TemporaryFolder folder;
  NpyFile file(folder / "a.npy", NpyType::kInt8, 1, 1, 2);
  CHECK_THROWS_AS(file.append({1, 2, std::vector<std::int32_t>{0, 128}}), InternalError);
  CHECK_THROWS_AS(file.append({2, 1, std::vector<std::int32_t>{0, 1}}), InternalError);
  file.append({1, 2, std::vector<std::int32_t>{0, 1}});
  CHECK_THROWS_AS(file.append({1, 2, std::vector<std::int32_t>{0, 1}}), InternalError);
  CHECK_THROWS_WITH(NpyFile(folder / "none/a.npy", NpyType::kInt8, 1, 1, 1),
                    Catch::Contains("none/a.npy: error: cannot be written: No such file or directory"));
}

TEST_CASE("a value takes the narrowest integers that hold it", "[npy]") {
  CHECK(npy_type(8, false) == NpyType::kInt8);
  CHECK(npy_type(8, true) == NpyType::kUInt8);
  CHECK(npy_type(9, false) == NpyType::kInt16);
  CHECK(npy_type(16, false) == NpyType::kInt16);
  CHECK(npy_type(17, false) == NpyType::kInt32);
  CHECK(std::string(name(NpyType::kUInt8)) == "uint8");
}

}  // namespace
}  // namespace octet::io
