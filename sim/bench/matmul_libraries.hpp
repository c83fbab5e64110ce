// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace octet::bench {

/// Operands of a product of `m` rows a[m][k] and `n` columns b[n][k].
struct Operands {
  std::size_t m = 0, k = 0, n = 0;
  std::vector<std::int8_t> a, b;
};

/// The same product by a library that is opened at run time; nothing links it.
class LibraryMatmul {
 public:
  virtual ~LibraryMatmul() = default;
  virtual void multiply() = 0;
  /// What the last multiply() left: [m][n].
  virtual std::vector<std::int32_t> sums() const = 0;
};

/// oneDNN's gemm of signed bytes, with the widest instructions it finds, on one thread. `operands` must outlive it.
/// Throws `NotHere` where the library is not installed and on a CPU without VNNI: there it adds pairs of products in 16
/// bits, which saturate, so that it is no reference for the sums. It reads OMP_NUM_THREADS when it is opened, which is
/// set in the environment of this process.
std::unique_ptr<LibraryMatmul> make_onednn_matmul(const Operands& operands);

/// OpenBLAS's gemm in single precision, held to AVX2 and one thread, exact while sums stay below 2^24. Throws `NotHere`
/// where the library is not installed, cannot be held to AVX2, or the CPU has none. OpenBLAS reads OPENBLAS_CORETYPE
/// and OPENBLAS_NUM_THREADS when it is opened; both are set in the environment of this process.
std::unique_ptr<LibraryMatmul> make_openblas_matmul(const Operands& operands);

}  // namespace octet::bench
