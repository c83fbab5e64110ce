// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace octet::test {

using Dice = std::minstd_rand;

/// libFuzzer's own mutation of a part of an input, to at most `room` bytes.
inline std::string mutated(std::string part, std::size_t room) {
  const std::size_t size = part.size();
  part.resize(std::max(size, room));
  part.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(part.data()), size, part.size()));
  return part;
}

/// Replaces one run of digits by a number at which readers are wont to fail.
std::string with_another_number(std::string text, Dice& dice);

/// Mutates header or data of a safetensors file and gives it the right header size again.
std::string mutated_safetensors(const std::string& bytes, std::size_t room, Dice& dice);

/// Copies a mutation to where libFuzzer wants it; returns its size.
std::size_t give_back(const std::string& bytes, std::uint8_t* data, std::size_t max_size);

}  // namespace octet::test
