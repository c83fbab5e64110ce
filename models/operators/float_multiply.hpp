// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace octet::graph {

/// out[i][j] = sum over k of a[i][k] * b[k][j], k ascending, each product rounded before it is added. Rows are
/// `a_step`, `b_step` and `out_step` elements apart.
void float_multiply(const float* a, std::size_t a_step, const float* b, std::size_t b_step, float* out,
                    std::size_t out_step, std::size_t m, std::size_t n, std::size_t k);

}  // namespace octet::graph
