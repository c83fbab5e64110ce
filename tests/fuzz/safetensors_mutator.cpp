// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/mutation.hpp"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  using namespace octet::test;
  Dice dice(seed);
  return give_back(mutated_safetensors(text_of(data, size), max_size, dice), data, max_size);
}
