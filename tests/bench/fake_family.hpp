// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <string>

#include "sim/bench/family.hpp"

namespace octet::bench {

/// Two sides that only say what they used: a 1, 3, 8 s and 100, 300, 200 bytes; b always 2 s, d half a second; c needs
/// what no host has. Each run appends its name to `order`, which outlives the family.
inline Family fake_family(std::string& order) {
  const auto runs = std::make_shared<std::size_t>(0);
  constexpr std::array<Usage, 3> kUsed = {{{1.0, 100}, {3.0, 300}, {8.0, 200}}};
  Family family;
  family.sides.push_back({"a", [=, &order] {
                            order += 'a';
                            return kUsed[(*runs)++ % kUsed.size()];
                          }});
  family.sides.push_back({"b", [&order] {
                            order += 'b';
                            return Usage{2.0};
                          }});
  family.ratios.push_back({"a_over_b", "a over b", "a", "b", 2.0});
  family.sides.push_back({"d", [&order] {
                            order += 'd';
                            return Usage{0.5};
                          }});
  family.ratios.push_back({"a_over_d", "a over half a second", "a", "d", 1.0});
  family.peaks.push_back({"a_peak", "memory of a", "a", 200});
  family.sides.push_back({"c", [&order]() -> Usage {
                            order += 'c';
                            throw NotHere("this host has none");
                          }});
  family.ratios.push_back({"a_over_c", "a over what is missing", "a", "c", 1.0});
  family.peaks.push_back({"c_peak", "memory of what is missing", "c", 200});
  return family;
}

}  // namespace octet::bench
