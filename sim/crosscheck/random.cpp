// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/random.hpp"

namespace octet::crosscheck {

std::uint64_t Random::next() {  // splitmix64 (Steele, Lea, Flood 2014)
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  const auto span = static_cast<std::uint64_t>(high - low) + 1;
  return low + static_cast<std::int64_t>(next() % span);
}

std::uint32_t Random::pick(std::uint64_t low, std::uint64_t high) {
  return static_cast<std::uint32_t>(between(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)));
}

std::uint64_t case_seed(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  Random random(seed);
  std::uint64_t state = random.next();
  for (const char c : name) state = Random(state ^ static_cast<unsigned char>(c)).next();
  return Random(state ^ index).next();
}

}  // namespace octet::crosscheck
