// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace octet::sim {

/// One of Octet's matmul kernels beside a reference library's on the same work, one thread: median CPU seconds a call.
struct KernelRatio {
  std::string name;         ///< kernel, reference and shape rows x k x columns
  double ours_cpu_s = 0.0;  ///< multiplication only: weights are packed before
  double reference_cpu_s = 0.0;
  double ratio = 0.0;  ///< reference / ours: above 1, Octet's is faster
};

struct SkippedRatio {
  std::string name, why;
};

struct KernelRatios {
  std::vector<KernelRatio> measured;
  std::vector<SkippedRatio> skipped;
};

/// Times the kernels at RoBERTa-base shapes against oneDNN's int8 gemm (the widest instruction set of this CPU) and
/// OpenBLAS's sgemm (both sides held to AVX2). The libraries are opened at run time; one that is missing, or a CPU
/// without the set, becomes a skipped entry. Runs of both sides take turns; the median of `repetitions` counts.
/// OPENBLAS_CORETYPE and the thread counts of both libraries are set in the environment of this process, so they must
/// not have been opened before.
KernelRatios kernel_ratios(int repetitions = 15);

}  // namespace octet::sim
