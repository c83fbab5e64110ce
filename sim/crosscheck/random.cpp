// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/random.hpp"

namespace octet::crosscheck {

std::uint64_t case_seed(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  Random random(seed);
  std::uint64_t state = random.next();
  for (const char c : name) state = Random(state ^ static_cast<unsigned char>(c)).next();
  return Random(state ^ index).next();
}

}  // namespace octet::crosscheck
