// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/kernel_ratios.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>

#include "models/kernels/matmul.hpp"

namespace octet::sim {
namespace {

using kernels::InstructionSet;

struct Shape {
  std::int64_t m, k, n;
};

/// The linear layers and one head's scores of RoBERTa-base at 256 tokens.
constexpr Shape kShapes[] = {{256, 768, 768}, {256, 768, 3072}, {256, 3072, 768}, {256, 64, 256}};
constexpr double kSecondsAtLeast = 2e-3;  // of one timing, well above the clock's resolution

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double seconds_of(const std::function<void()>& work, int calls) {
  const double start = thread_seconds();
  for (int i = 0; i < calls; ++i) work();
  return (thread_seconds() - start) / calls;
}

int calls_needed(const std::function<void()>& work) {
  seconds_of(work, 1);  // pages, caches and generated code
  const double once = std::max(seconds_of(work, 2), 1e-7);
  return static_cast<int>(kSecondsAtLeast / once) + 1;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

KernelRatio compare(std::string name, int repetitions, const std::function<void()>& ours,
                    const std::function<void()>& reference) {
  const int our_calls = calls_needed(ours), reference_calls = calls_needed(reference);
  std::vector<double> our_seconds, reference_seconds;
  for (int i = 0; i < repetitions; ++i) {
    our_seconds.push_back(seconds_of(ours, our_calls));
    reference_seconds.push_back(seconds_of(reference, reference_calls));
  }
  KernelRatio out{std::move(name), median(our_seconds), median(reference_seconds), 0.0};
  out.ratio = out.reference_cpu_s / out.ours_cpu_s;
  return out;
}

/// Random operands of one shape, ours packed. Values stay within +-63 so that oneDNN's sums are exact on every CPU.
struct Work {
  Work(Shape of, InstructionSet set)
      : shape(of),
        a(static_cast<std::size_t>(of.m * of.k)),
        b(static_cast<std::size_t>(of.n * of.k)),
        out(static_cast<std::size_t>(of.m * of.n)) {
    std::mt19937 random(1);
    for (std::int8_t& x : a) x = static_cast<std::int8_t>(static_cast<int>(random() % 127) - 63);
    for (std::int8_t& x : b) x = static_cast<std::int8_t>(static_cast<int>(random() % 127) - 63);
    const auto k = static_cast<std::size_t>(of.k);
    packed.pack_rows(kernels::Strided<std::int8_t>{b.data(), k}, static_cast<std::size_t>(of.n), k, set);
  }
  void multiply() {
    kernels::multiply(kernels::Strided<std::int8_t>{a.data(), static_cast<std::size_t>(shape.k)},
                      kernels::Sign::is_signed, static_cast<std::size_t>(shape.m), packed, out.data(),
                      static_cast<std::size_t>(shape.n));
  }

  Shape shape;
  std::vector<std::int8_t> a, b;
  std::vector<std::int32_t> out;
  kernels::PackedColumns packed;
};

std::string name_of(const char* reference, InstructionSet set, Shape shape) {
  return "matmul " + std::string(kernels::name_of(set)) + " against " + reference + " " + std::to_string(shape.m) +
         "x" + std::to_string(shape.k) + "x" + std::to_string(shape.n);
}

/// A function of a library that is opened now and stays open; null with the reason in `why`.
template <class Function>
Function* function_of(std::initializer_list<const char*> libraries, const char* symbol, std::string& why) {
  for (const char* library : libraries) {
    void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) continue;
    if (void* address = dlsym(handle, symbol)) return reinterpret_cast<Function*>(address);
    why = std::string(library) + " has no " + symbol;
    return nullptr;
  }
  why = std::string(*libraries.begin()) + " is not installed";
  return nullptr;
}

using DnnlGemm = int(char transa, char transb, char offsetc, std::int64_t m, std::int64_t n, std::int64_t k,
                     float alpha, const std::int8_t* a, std::int64_t lda, std::int8_t ao, const std::int8_t* b,
                     std::int64_t ldb, std::int8_t bo, float beta, std::int32_t* c, std::int64_t ldc,
                     const std::int32_t* co);

void against_onednn(int repetitions, KernelRatios& ratios) {
  const InstructionSet set = kernels::select_instruction_set(nullptr);
  std::string why;
  auto* gemm = function_of<DnnlGemm>({"libdnnl.so.2", "libdnnl.so.3"}, "dnnl_gemm_s8s8s32", why);
  for (const Shape shape : kShapes) {
    const std::string name = name_of("oneDNN gemm_s8s8s32", set, shape);
    if (gemm == nullptr) {
      ratios.skipped.push_back({name, why});
      continue;
    }
    Work work(shape, set);
    std::vector<std::int32_t> out(work.out.size());
    const std::int32_t zero = 0;
    const auto reference = [&] {
      gemm('N', 'T', 'F', shape.m, shape.n, shape.k, 1.0F, work.a.data(), shape.k, 0, work.b.data(), shape.k, 0, 0.0F,
           out.data(), shape.n, &zero);
    };
    work.multiply();
    reference();
    if (out != work.out) {
      ratios.skipped.push_back({name, "the library's sums differ: it was called wrongly, or is not exact here"});
      continue;
    }
    ratios.measured.push_back(compare(
        name, repetitions, [&] { work.multiply(); }, reference));
  }
}

using CblasSgemm = void(int order, int transa, int transb, int m, int n, int k, float alpha, const float* a, int lda,
                        const float* b, int ldb, float beta, float* c, int ldc);

void against_openblas(int repetitions, KernelRatios& ratios) {
  constexpr int kRowMajor = 101, kNoTranspose = 111, kTranspose = 112;
  std::string why;
  CblasSgemm* gemm = nullptr;
  if (!kernels::is_supported(InstructionSet::avx2)) {
    why = "this CPU has no AVX2";
  } else {
    gemm = function_of<CblasSgemm>({"libopenblas.so.0"}, "cblas_sgemm", why);
  }
  for (const Shape shape : kShapes) {
    const std::string name = name_of("OpenBLAS sgemm (Haswell)", InstructionSet::avx2, shape);
    if (gemm == nullptr) {
      ratios.skipped.push_back({name, why});
      continue;
    }
    Work work(shape, InstructionSet::avx2);
    const std::vector<float> a(work.a.begin(), work.a.end()), b(work.b.begin(), work.b.end());
    std::vector<float> out(work.out.size());
    const auto m = static_cast<int>(shape.m), n = static_cast<int>(shape.n), k = static_cast<int>(shape.k);
    const auto reference = [&] {
      gemm(kRowMajor, kNoTranspose, kTranspose, m, n, k, 1.0F, a.data(), k, b.data(), k, 0.0F, out.data(), n);
    };
    work.multiply();
    reference();  // sums of +-63 operands stay below 2^24 for these k: exact in single precision
    if (!std::equal(out.begin(), out.end(), work.out.begin(),
                    [](float x, std::int32_t y) { return x == static_cast<float>(y); })) {
      ratios.skipped.push_back({name, "the library's sums differ: it was called wrongly"});
      continue;
    }
    ratios.measured.push_back(compare(
        name, repetitions, [&] { work.multiply(); }, reference));
  }
}

}  // namespace

KernelRatios kernel_ratios(int repetitions) {
  // Read by the libraries when they are opened.
  setenv("OPENBLAS_CORETYPE", "Haswell", 1);
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  setenv("OMP_NUM_THREADS", "1", 1);
  KernelRatios ratios;
  against_onednn(repetitions, ratios);
  against_openblas(repetitions, ratios);
  return ratios;
}

}  // namespace octet::sim
