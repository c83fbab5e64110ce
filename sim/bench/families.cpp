// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/families.hpp"

namespace octet::bench {

std::vector<Family> all_families() { return {timing_only(), values(), images(), gates(), matmul_kernels()}; }

}  // namespace octet::bench
