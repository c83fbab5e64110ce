// SPDX-License-Identifier: Apache-2.0
// Weights that lie. What is wrong is said with the file and the byte.
#include <fstream>

#include "tests/bad/bad_support.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {
namespace {

const char* const kTensors = "package/model.safetensors";

std::string entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

}  // namespace

TEST_CASE("a tensor file that lies is refused with the byte", "[bad][safetensors]") {
  const Victim victim;
  const std::string data(16, 'x');
  const auto one = [&](const std::string& inner, const std::string& message) {
    victim.put(kTensors, safetensors_file(R"({"a":)" + inner + "}", data));
    refused(victim.run(), victim / kTensors + " (byte 9): error: /a" + message);
  };
  one(entry("I8", "[17]", "[0,17]"), "/data_offsets: expected begin <= end <= 16, got [0, 17]");
  one(entry("I8", "[8]", "[12,4]"), "/data_offsets: expected begin <= end <= 16, got [12, 4]");
  one(entry("I8", "[1]", "[0,18446744073709551615]"),
      "/data_offsets: expected two non-negative integers, got [0,18446744073709551615]");
  one(entry("I8", "[1]", "[0,99999999999999999999999]"),
      "/data_offsets: expected two non-negative integers, got [0,9.99");
  one(entry("I8", "[-1]", "[0,16]"), "/shape: expected up to 8 non-negative integers, got [-1]");
  one(entry("I8", "[2.5]", "[0,16]"), "/shape: expected up to 8 non-negative integers, got [2.5]");
  one(entry("I8", "[1,1,1,1,1,1,1,1,1,16]", "[0,16]"),
      "/shape: expected up to 8 non-negative integers, got a long list");
  one(entry("I32", "[4294967296,4294967296]", "[0,16]"), "/shape: the size of [4294967296, 4294967296] overflows");
  one(entry("I16", "[4]", "[0,16]"), "/data_offsets: expected 8 bytes for [4], got 16");
  one(entry("BF16", "[8]", "[0,16]"), R"(/dtype: expected F32, I8, I16, I32, U8 or U32, got "BF16")");
  one("[]", ": expected an object, got []");
}

TEST_CASE("tensors that overlap, leave holes or come twice are refused", "[bad][safetensors]") {
  const Victim victim;
  const auto two = [&](const std::string& a, const std::string& b) {
    return safetensors_file(R"({"a":)" + a + R"(,"b":)" + b + "}", "12345678");
  };
  victim.put(kTensors, two(entry("I8", "[5]", "[0,5]"), entry("I8", "[5]", "[3,8]")));
  refused(victim.run(), "error: /b: overlaps /a");
  victim.put(kTensors, two(entry("I8", "[2]", "[0,2]"), entry("I8", "[4]", "[4,8]")));
  refused(victim.run(), "error: no tensor covers 2 bytes here");
  victim.put(kTensors, two(entry("I8", "[2]", "[0,2]"), entry("I8", "[2]", "[2,4]")));
  refused(victim.run(), "error: no tensor covers the last 4 bytes");
  const std::string a = R"("a":)" + entry("I8", "[8]", "[0,8]");
  victim.put(kTensors, safetensors_file("{" + a + "," + a + "}", "12345678"));
  refused(victim.run(), "error: /a: given twice");
}

TEST_CASE("a header that lies about its size, or is no text, is refused", "[bad][safetensors]") {
  const Victim victim;
  const std::string whole = victim.text(kTensors);
  victim.put(kTensors, "");
  refused(victim.run(), "(byte 0): error: expected a header size of 8 bytes, the file has 0");
  victim.put(kTensors, std::string("\xff\xff\xff\xff\xff\xff\xff\xff", 8) + "{}");
  refused(victim.run(), "(byte 0): error: expected a header of at most 2 bytes, got 18446744073709551615");
  victim.put(kTensors, whole.substr(0, whole.size() / 2));
  refused(victim.run(), victim / kTensors + " (byte ");
  victim.put(kTensors, safetensors_file("{\"\xc3\x28\":1}", ""));
  refused(victim.run(), "error: the header is not JSON in UTF-8");
  victim.put(kTensors, safetensors_file(std::string(1000000, '['), ""));
  refused(victim.run(), "error: expected a header nested at most 3 deep, got deeper");
  victim.put(kTensors, safetensors_file("{\"a\x1b[31m\\n\": 3}", ""));
  refused(victim.run(), "error: the header is not JSON in UTF-8");
  victim.put(kTensors, safetensors_file("{\"a\\u001b[31m\\n\": 3}", ""));
  refused(victim.run(), "error: /a\\x1b[31m\\x0a: expected an object, got 3");  // no escape reaches the terminal
}

TEST_CASE("an absurd header costs no memory", "[bad][safetensors]") {
  const Victim victim;
  // Claims a header of 60 GB in a sparse file of that size.
  const std::uint64_t size = std::uint64_t{60} << 30;
  std::string head(8, '\0');
  for (int i = 0; i < 8; ++i) head[static_cast<std::size_t>(i)] = static_cast<char>(size >> (8 * i));
  victim.put(kTensors, head);
  std::filesystem::resize_file(victim / kTensors, size + 8);
  refused(victim.run(), "error: expected at most 4294967296 bytes, got 64424509448");
  std::filesystem::resize_file(victim / kTensors, std::uint64_t{4} << 30);
  refused(victim.run(), "(byte 0): error: expected a header of at most 16000000 bytes, got 64424509440");
  // As many entries as a header may have.
  std::string many = "{";
  for (int i = 0; many.size() < 4'000'000; ++i) many += (i ? ",\"" : "\"") + std::to_string(i) + "\":[]";
  victim.put(kTensors, safetensors_file(many + "}", ""));
  refused(victim.run(), "error: /0: expected an object, got []");
}

TEST_CASE("missing, foreign and mistyped tensors are told by the node that wants them", "[bad][safetensors]") {
  const Victim victim;
  const std::string whole = victim.text(kTensors);
  victim.edit(kTensors, "embed.bias", "embed.bia_");
  refused(victim.run(), "/name: expected the tensor 'embed.bias' in model.safetensors");
  refused(victim.run(), "/nodes: no node uses the tensor 'embed.bia_'");
  victim.put(kTensors, whole);
  // Four bytes either way: only the type changes. What was int32 gives NaN as a float; the type is what is wrong.
  const std::size_t at = whole.find("\"embed.bias\"");
  const std::size_t type = whole.find("\"I32\"", at);
  std::string changed = whole;
  changed.replace(type, 5, "\"F32\"");
  victim.put(kTensors, changed);
  refused(victim.run(), "expected the tensor 'embed.bias' of type I32, got F32");
}

}  // namespace octet::test
