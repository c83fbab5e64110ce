// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/fixed_work.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <vector>

#include "models/core/error.hpp"
#include "sim/bench/self_process.hpp"

namespace octet::bench {
namespace {

// Branches that cannot be foreseen and 3 MB of memory, as in a simulation.
constexpr std::size_t kNumbers = 750'000;

}  // namespace

Side fixed_work() {
  return {"fixed work", [] {
            std::vector<std::uint32_t> numbers(kNumbers);
            std::mt19937 random;  // the same on every host
            std::generate(numbers.begin(), numbers.end(), std::ref(random));
            const double start = own_cpu_s();
            std::sort(numbers.begin(), numbers.end());
            const Usage usage{own_cpu_s() - start};
            OCTET_CHECK(std::is_sorted(numbers.begin(), numbers.end()), "the fixed work is done");
            return usage;
          }};
}

}  // namespace octet::bench
