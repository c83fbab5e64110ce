// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/families.hpp"

namespace octet::bench {

std::vector<Family> all_families(const arch::Architecture& of_gates) {
  return {timing_only(), values(), images(), gates(of_gates), matmul_kernels()};
}

}  // namespace octet::bench
