// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/matmul_libraries.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <initializer_list>
#include <string>

#include "models/kernels/instruction_set.hpp"
#include "sim/bench/family.hpp"

namespace octet::bench {
namespace {

using kernels::InstructionSet;

/// The first of these libraries that is installed; it stays open. Throws `NotHere` when none is.
void* open_library(std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
  throw NotHere(std::string(*names.begin()) + " is not installed");
}

template <class Function>
Function* function_of(void* library, const char* symbol) {
  void* address = dlsym(library, symbol);
  if (address == nullptr) throw NotHere(std::string("the library has no ") + symbol);
  return reinterpret_cast<Function*>(address);
}

void require_set(InstructionSet set) {
  if (!kernels::is_supported(set)) throw NotHere(std::string("this CPU has no ") + kernels::name_of(set));
}

void* open_onednn() {
  setenv("OMP_NUM_THREADS", "1", 1);
  void* library = open_library({"libdnnl.so.2", "libdnnl.so.3"});
  // Its threads would spin while they wait, which counts as CPU time. A build without OpenMP has no such function.
  if (void* threads = dlsym(library, "omp_get_max_threads"))
    if (reinterpret_cast<int (*)()>(threads)() != 1) throw NotHere("oneDNN cannot be held to one thread");
  return library;
}

class OneDnn final : public LibraryMatmul {
 public:
  explicit OneDnn(const Operands& operands)
      : operands_(operands),
        gemm_(function_of<Gemm>(open_onednn(), "dnnl_gemm_s8s8s32")),
        out_(operands.m * operands.n) {}

  void multiply() override {
    const auto m = static_cast<std::int64_t>(operands_.m), n = static_cast<std::int64_t>(operands_.n),
               k = static_cast<std::int64_t>(operands_.k);
    const std::int32_t zero = 0;
    gemm_('N', 'T', 'F', m, n, k, 1.0F, operands_.a.data(), k, 0, operands_.b.data(), k, 0, 0.0F, out_.data(), n,
          &zero);
  }
  std::vector<std::int32_t> sums() const override { return out_; }

 private:
  using Gemm = int(char transa, char transb, char offsetc, std::int64_t m, std::int64_t n, std::int64_t k, float alpha,
                   const std::int8_t* a, std::int64_t lda, std::int8_t ao, const std::int8_t* b, std::int64_t ldb,
                   std::int8_t bo, float beta, std::int32_t* c, std::int64_t ldc, const std::int32_t* co);
  const Operands& operands_;
  Gemm* gemm_;
  std::vector<std::int32_t> out_;
};

void* open_openblas() {
  setenv("OPENBLAS_CORETYPE", "Haswell", 1);
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  void* library = open_library({"libopenblas.so.0"});
  const std::string core = function_of<const char*()>(library, "openblas_get_corename")();
  if (core != "Haswell") throw NotHere("OpenBLAS cannot be held to AVX2: it runs the kernels of " + core);
  return library;
}

class OpenBlas final : public LibraryMatmul {
 public:
  explicit OpenBlas(const Operands& operands)
      : m_(static_cast<int>(operands.m)),
        k_(static_cast<int>(operands.k)),
        n_(static_cast<int>(operands.n)),
        gemm_(function_of<Gemm>(open_openblas(), "cblas_sgemm")),
        a_(operands.a.begin(), operands.a.end()),
        b_(operands.b.begin(), operands.b.end()),
        out_(operands.m * operands.n) {}

  void multiply() override {
    constexpr int kRowMajor = 101, kNoTranspose = 111, kTranspose = 112;
    gemm_(kRowMajor, kNoTranspose, kTranspose, m_, n_, k_, 1.0F, a_.data(), k_, b_.data(), k_, 0.0F, out_.data(), n_);
  }
  std::vector<std::int32_t> sums() const override {
    std::vector<std::int32_t> sums;
    for (const float sum : out_) sums.push_back(static_cast<std::int32_t>(sum));
    return sums;
  }

 private:
  using Gemm = void(int order, int transa, int transb, int m, int n, int k, float alpha, const float* a, int lda,
                    const float* b, int ldb, float beta, float* c, int ldc);
  int m_, k_, n_;
  Gemm* gemm_;
  std::vector<float> a_, b_, out_;
};

}  // namespace

std::unique_ptr<LibraryMatmul> make_onednn_matmul(const Operands& operands) {
  if (!kernels::is_supported(InstructionSet::vnni))
    throw NotHere("this CPU has no vnni: oneDNN's sums are not exact below it");
  return std::make_unique<OneDnn>(operands);
}

std::unique_ptr<LibraryMatmul> make_openblas_matmul(const Operands& operands) {
  require_set(InstructionSet::avx2);
  return std::make_unique<OpenBlas>(operands);
}

}  // namespace octet::bench
