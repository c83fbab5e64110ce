// SPDX-License-Identifier: Apache-2.0
#include "models/io/safetensors.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "tests/graph/temporary_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::io {
namespace {

using Catch::Matchers::Contains;

/// A file of this header and data.
std::string file_of(const std::string& header, const std::string& data) {
  const std::uint64_t size = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &size, 8);
  return bytes + header + data;
}

std::string complaint_about(const std::string& bytes) {
  const test::TemporaryFolder folder;
  test::put(folder / "x", bytes);
  return test::complaint(folder, [&] { read_safetensors(folder / "x"); });
}

std::string entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

TEST_CASE("tensors survive a round trip and are written as the same bytes twice", "[safetensors]") {
  const test::TemporaryFolder folder;
  Tensors tensors;
  tensors["b.weight"] = Tensor::of(std::vector<std::int8_t>{-127, 0, 5, 127, 1, 2}, {2, 3});
  tensors["a"] = Tensor::of(std::vector<float>{1.5F, -2.25F}, {2});
  tensors["u"] = Tensor::of(std::vector<std::uint32_t>{4000000000U}, {1, 1});
  tensors["empty"] = Tensor::of(std::vector<std::int16_t>{}, {0, 4});
  tensors["odd \"name\""] = Tensor::of(std::vector<std::int32_t>{-7}, {});
  write_safetensors(tensors, folder / "one");
  write_safetensors(tensors, folder / "two");
  CHECK(test::contents(folder / "one") == test::contents(folder / "two"));
  const Tensors back = read_safetensors(folder / "one");
  REQUIRE(back.size() == tensors.size());
  CHECK(back.at("b.weight").values<std::int8_t>() == std::vector<std::int8_t>{-127, 0, 5, 127, 1, 2});
  CHECK(back.at("b.weight").shape == std::vector<std::uint64_t>{2, 3});
  CHECK(back.at("a").values<float>() == std::vector<float>{1.5F, -2.25F});
  CHECK(back.at("u").values<std::uint32_t>() == std::vector<std::uint32_t>{4000000000U});
  CHECK(back.at("odd \"name\"").values<std::int32_t>() == std::vector<std::int32_t>{-7});
  CHECK_THROWS_AS(back.at("a").values<std::int8_t>(), InternalError);
}

TEST_CASE("metadata of the format is allowed and ignored", "[safetensors]") {
  CHECK(complaint_about(file_of(R"({"__metadata__":{"format":"pt"},"a":)" + entry("U8", "[2]", "[0,2]") + "}", "xy")) ==
        "");
}

TEST_CASE("a damaged safetensors file is refused with the byte", "[safetensors]") {
  const auto one = [](const std::string& inner, const std::string& data) {
    return complaint_about(file_of(R"({"a":)" + inner + "}", data));
  };
  CHECK(complaint_about("") == "x (byte 0): error: expected a header size of 8 bytes, the file has 0");
  CHECK(complaint_about(std::string(8, '\xff')) ==
        "x (byte 0): error: expected a header of at most 0 bytes, got 18446744073709551615");
  CHECK(complaint_about(file_of("{", "")) == "x (byte 10): error: the header is not JSON in UTF-8");
  CHECK(complaint_about(file_of("[]", "")) == "x (byte 8): error: expected a JSON object, got []");
  CHECK_THAT(complaint_about(file_of(std::string(100000, '['), "")), Contains("nested at most 3 deep"));
  CHECK(one("3", "") == "x (byte 9): error: /a: expected an object, got 3");
  CHECK(one(R"({"dtype":"F32"})", "") ==
        "x (byte 9): error: /a: expected dtype, shape and data_offsets, got {\"dtype\":\"F32\"}");
  CHECK_THAT(one(R"({"dtype":"F32","shape":[],"data_offsets":[0,4],"x":1})", "1234"), Contains("/a/x: unknown key"));
  CHECK_THAT(one(entry("F64", "[1]", "[0,8]"), "12345678"),
             Contains(R"(/a/dtype: expected F32, I8, I16, I32, U8 or U32, got "F64")"));
  CHECK_THAT(one(entry("I8", "[-1]", "[0,1]"), "1"), Contains("/a/shape: expected up to 8 non-negative integers"));
  CHECK_THAT(one(entry("I8", "[1.5]", "[0,1]"), "1"), Contains("/a/shape"));
  CHECK_THAT(one(entry("I8", "[1]", "[0]"), "1"), Contains("/a/data_offsets: expected two non-negative integers"));
  CHECK_THAT(one(entry("I8", "[9]", "[0,9]"), "1234"),
             Contains("/a/data_offsets: expected begin <= end <= 4, got [0, 9]"));
  CHECK_THAT(one(entry("I8", "[1]", "[3,2]"), "1234"), Contains("got [3, 2]"));
  CHECK_THAT(one(entry("I32", "[2]", "[0,4]"), "1234"), Contains("/a/data_offsets: expected 8 bytes for [2], got 4"));
  CHECK_THAT(one(entry("I8", "[4294967296, 4294967296, 4]", "[0,0]"), ""),
             Contains("/a/shape: the size of [4294967296, 4294967296, 4] overflows"));
  CHECK_THAT(one(entry("I8", "[1]", "[1,2]"), "12"), Contains("no tensor covers 1 bytes here"));
  CHECK_THAT(one(entry("I8", "[1]", "[0,1]"), "123"), Contains("no tensor covers the last 2 bytes"));
}

TEST_CASE("a number beyond every double is refused, not a bug of the reader", "[safetensors]") {
  CHECK(complaint_about(file_of(R"({"a":)" + entry("I8", "[1]", "[0,21e308]") + "}", "1")) ==
        "x (byte 8): error: the header holds a number that is too large");
}

TEST_CASE("a file with many faults is refused in linear time with the first hundred", "[safetensors]") {
  std::string header = "{";
  for (int i = 0; i < 200'000; ++i) header += (i ? ",\"" : "\"") + std::to_string(i) + "\":3";
  const std::string text = complaint_about(file_of(header + "}", ""));
  CHECK(std::count(text.begin(), text.end(), '\n') == 99);
}

TEST_CASE("tensors that overlap or share a name are refused", "[safetensors]") {
  const std::string a = R"("a":)" + entry("I8", "[3]", "[0,3]"), b = R"("b":)" + entry("I8", "[3]", "[1,4]");
  CHECK_THAT(complaint_about(file_of("{" + a + "," + b + "}", "1234")), Contains("/b: overlaps /a"));
  CHECK_THAT(complaint_about(file_of("{" + a + "," + a + "}", "123")), Contains("/a: given twice"));
}

TEST_CASE("floats that are not finite are refused at their own byte", "[safetensors]") {
  const test::TemporaryFolder folder;
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    write_safetensors({{"a", Tensor::of(std::vector<float>{1.0F, bad}, {2})}}, folder / "x");
    const std::size_t byte = test::contents(folder / "x").size() - 4;
    CHECK(test::complaint(folder, [&] { read_safetensors(folder / "x"); }) ==
          "x (byte " + std::to_string(byte) + "): error: /a: expected finite numbers, got " +
              (std::isnan(bad) ? "nan" : "inf"));
  }
}

TEST_CASE("every truncation of a good safetensors file is refused", "[safetensors]") {
  const test::TemporaryFolder folder;
  write_safetensors(
      {{"a", Tensor::of(std::vector<std::int16_t>{1, 2}, {2})}, {"b", Tensor::of(std::vector<float>{1.0F}, {1})}},
      folder / "x");
  const std::string whole = test::contents(folder / "x");
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(complaint_about(whole.substr(0, size)) != "");
}

}  // namespace
}  // namespace octet::io
