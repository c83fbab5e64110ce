// SPDX-License-Identifier: Apache-2.0
// Numbers decide whether a result's figures agree; most bytes of it are names.
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/mutation.hpp"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  using namespace octet::test;
  Dice dice(seed);
  std::string text = text_of(data, size);
  if (dice() % 3 == 0) return give_back(with_another_number(std::move(text), dice), data, max_size);
  return give_back(mutated(std::move(text), max_size), data, max_size);
}
