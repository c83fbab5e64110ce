// SPDX-License-Identifier: Apache-2.0
#include "models/core/at_end.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace octet {
namespace {

std::vector<const AtEnd*>& alive() {
  static std::vector<const AtEnd*> all;
  return all;
}

}  // namespace

AtEnd::AtEnd(std::function<void()> clean) : clean_(std::move(clean)) { alive().push_back(this); }

AtEnd::~AtEnd() { std::erase(alive(), this); }

void AtEnd::run_all() {
  while (!alive().empty()) {
    const AtEnd* youngest = alive().back();
    alive().pop_back();
    youngest->clean_();
  }
}

}  // namespace octet
