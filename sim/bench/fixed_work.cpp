// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/fixed_work.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <functional>
#include <random>
#include <vector>

#include "models/core/error.hpp"
#include "sim/bench/self_process.hpp"

namespace octet::bench {
namespace {

// Branches that cannot be foreseen, and as many fresh pages as a run of RoBERTa-base asks for: on some virtual machines
// a page costs twenty times what it costs on others.
constexpr std::size_t kNumbers = 800'000, kPages = 4000, kPageBytes = 4096;

void touch_pages() {
  void* room = mmap(nullptr, kPages * kPageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  OCTET_CHECK(room != MAP_FAILED, "16 MB of memory");
  madvise(room, kPages * kPageBytes, MADV_NOHUGEPAGE);
  for (std::size_t page = 0; page < kPages; ++page) static_cast<volatile char*>(room)[page * kPageBytes] = 1;
  munmap(room, kPages * kPageBytes);
}

}  // namespace

Side fixed_work() {
  return {"fixed work", [] {
            std::vector<std::uint32_t> numbers(kNumbers);
            std::mt19937 random;  // the same on every host
            std::generate(numbers.begin(), numbers.end(), std::ref(random));
            const double start = own_cpu_s();
            touch_pages();
            std::sort(numbers.begin(), numbers.end());
            const Usage usage{own_cpu_s() - start};
            OCTET_CHECK(std::is_sorted(numbers.begin(), numbers.end()), "the fixed work is done");
            return usage;
          }};
}

}  // namespace octet::bench
