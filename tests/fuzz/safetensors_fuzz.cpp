// SPDX-License-Identifier: Apache-2.0
// Hostile safetensors files. The input is the file.
#include "models/io/safetensors.hpp"
#include "tests/fuzz/fuzz_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace octet;
  test::expect_only_told_failures([&] { io::parse_safetensors(test::text_of(data, size), "fuzz"); });
  return 0;
}
