// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/mutation.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <vector>

namespace octet::test {

std::string with_another_number(std::string text, Dice& dice) {
  static constexpr std::array kNumbers = {"0",
                                          "1",
                                          "2",
                                          "3",
                                          "4",
                                          "7",
                                          "8",
                                          "16",
                                          "31",
                                          "62",
                                          "63",
                                          "64",
                                          "127",
                                          "128",
                                          "255",
                                          "256",
                                          "4095",
                                          "4096",
                                          "4097",
                                          "65535",
                                          "65536",
                                          "2147483647",
                                          "2147483648",
                                          "4294967295",
                                          "4294967296",
                                          "-1",
                                          "1e9",
                                          "0.5",
                                          "281474976710656",
                                          "9223372036854775807",
                                          "18446744073709551615"};
  const auto is_digit = [&](std::size_t i) { return std::isdigit(static_cast<unsigned char>(text[i])) != 0; };
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (is_digit(i) && (i == 0 || !is_digit(i - 1))) starts.push_back(i);
  if (starts.empty()) return text;
  const std::size_t start = starts[dice() % starts.size()];
  std::size_t end = start;
  while (end < text.size() && is_digit(end)) ++end;
  return text.replace(start, end - start, kNumbers[dice() % kNumbers.size()]);
}

std::string mutated_safetensors(const std::string& bytes, std::size_t room, Dice& dice) {
  std::uint64_t size = 0;
  constexpr std::size_t kSizeBytes = sizeof size;
  if (bytes.size() < kSizeBytes || dice() % 16 == 0) return mutated(bytes, room);
  std::memcpy(&size, bytes.data(), kSizeBytes);
  size = std::min<std::uint64_t>(size, bytes.size() - kSizeBytes);
  std::string header = bytes.substr(kSizeBytes, size), data = bytes.substr(kSizeBytes + size);
  const std::size_t left = room > bytes.size() ? room - bytes.size() : 0;
  switch (dice() % 8) {
    case 0:
      data = mutated(data, data.size() + left);
      break;
    case 1:
    case 2:
      header = with_another_number(header, dice);
      break;
    default:
      header = mutated(header, header.size() + left);
  }
  size = header.size();
  std::string out(kSizeBytes, '\0');
  std::memcpy(out.data(), &size, kSizeBytes);
  return out + header + data;
}

std::size_t give_back(const std::string& bytes, std::uint8_t* data, std::size_t max_size) {
  const std::size_t size = std::min(bytes.size(), max_size);
  std::memcpy(data, bytes.data(), size);
  return size;
}

}  // namespace octet::test
