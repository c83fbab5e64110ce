// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "models/core/error.hpp"

/// What libFuzzer calls, and what `replay` calls in every other build.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace octet::test {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Runs `body`, which hostile bytes may make throw UserError or MachineFault. Anything else that leaves it ends the
/// process, and so is a finding.
template <class Body>
void expect_only_told_failures(Body body) {
  try {
    body();
  } catch (const UserError&) {
  } catch (const MachineFault&) {
  }
}

}  // namespace octet::test
