// SPDX-License-Identifier: Apache-2.0
// Mutates either file of a package, so that the other keeps its meaning.
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/mutation.hpp"
#include "tests/fuzz/package_input.hpp"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  using namespace octet::test;
  Dice dice(seed);
  PackageInput input = PackageInput::split(text_of(data, size));
  const std::size_t left = max_size > size ? max_size - size : 0;
  switch (dice() % 8) {
    case 0:
    case 1:
      input.tensors = mutated_safetensors(input.tensors, input.tensors.size() + left, dice);
      break;
    case 2:
    case 3:
      input.yaml = with_another_number(std::move(input.yaml), dice);
      break;
    default:
      input.yaml = mutated(std::move(input.yaml), input.yaml.size() + left);
  }
  return give_back(input.joined(), data, max_size);
}
