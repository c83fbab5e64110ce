// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>

#include "models/core/error.hpp"
#include "models/kernels/matmul.hpp"
#include "sim/bench/families.hpp"
#include "sim/bench/matmul_libraries.hpp"
#include "sim/bench/self_process.hpp"

namespace octet::bench {
namespace {

using kernels::InstructionSet;

struct ProductSize {
  std::size_t m, k, n;

  std::size_t macs() const { return m * k * n; }
  std::string name() const { return fmt::format("{}x{}x{}", m, k, n); }
  /// Products of one repetition: enough work to be far above the clock's resolution.
  int calls() const { return static_cast<int>(std::max<std::size_t>(1, kMacs / macs())); }

  static constexpr std::size_t kMacs = 2'000'000'000;
};

/// Linear layers and one head's scores of RoBERTa-base at 256 tokens.
constexpr ProductSize kShapes[] = {{256, 768, 768}, {256, 768, 3072}, {256, 3072, 768}, {256, 64, 256}};

/// A library's kernel and what ours is held to beside it.
struct Library {
  const char *name, *meaning;
  std::unique_ptr<LibraryMatmul> (*make)(const Operands&);
  InstructionSet (*set)();
  double target;
};

constexpr Library kLibraries[] = {{"onednn", "oneDNN's dnnl_gemm_s8s8s32", make_onednn_matmul,
                                   [] { return kernels::select_instruction_set(nullptr); }, 2.0},
                                  {"openblas", "OpenBLAS's cblas_sgemm, both held to AVX2", make_openblas_matmul,
                                   [] { return InstructionSet::avx2; }, 1.0}};

Operands random_operands(ProductSize shape) {
  // Within +-63, so that even single precision has exact sums for these k.
  std::mt19937 random(1);
  const auto fill = [&](std::size_t count) {
    std::vector<std::int8_t> values(count);
    for (std::int8_t& x : values) x = static_cast<std::int8_t>(static_cast<int>(random() % 127) - 63);
    return values;
  };
  Operands operands{shape.m, shape.k, shape.n, fill(shape.m * shape.k), {}};
  operands.b = fill(shape.n * shape.k);
  return operands;
}

/// One product by both; their sums agree.
class Comparison {
 public:
  Comparison(ProductSize shape, const Library& library)
      : operands_(random_operands(shape)), reference_(library.make(operands_)), out_(shape.m * shape.n) {
    packed_.pack_rows(kernels::Strided<std::int8_t>{operands_.b.data(), shape.k}, shape.n, shape.k, library.set());
    ours();
    reference();
    OCTET_CHECK(reference_->sums() == out_, std::string(library.meaning) + " has the sums of our kernel");
  }

  void ours() {
    kernels::multiply(kernels::Strided<std::int8_t>{operands_.a.data(), operands_.k}, kernels::Sign::is_signed,
                      operands_.m, packed_, out_.data(), operands_.n);
  }
  void reference() { reference_->multiply(); }

 private:
  Operands operands_;
  std::unique_ptr<LibraryMatmul> reference_;
  std::vector<std::int32_t> out_;
  kernels::PackedColumns packed_;
};

void add(Family& family, ProductSize shape, const Library& library) {
  const std::string name = fmt::format("matmul_{}_{}", library.name, shape.name());
  const auto shared = std::make_shared<std::unique_ptr<Comparison>>();
  const auto add_side = [&](const std::string& side, void (Comparison::*multiply)()) {
    family.sides.push_back({side, [shape, &library, shared, multiply] {
                              if (!*shared) *shared = std::make_unique<Comparison>(shape, library);
                              ((**shared).*multiply)();  // the other sides have taken the caches
                              const double start = own_cpu_s();
                              for (int i = 0; i < shape.calls(); ++i) ((**shared).*multiply)();
                              return Usage{own_cpu_s() - start};
                            }});
  };
  add_side(name + "_ours", &Comparison::ours);
  add_side(name + "_reference", &Comparison::reference);
  family.ratios.push_back({name,
                           fmt::format("{} products of int8 matrices, rows x depth x columns {}, weights packed "
                                       "before, over {}",
                                       shape.calls(), shape.name(), library.meaning),
                           name + "_ours", name + "_reference", library.target});
}

}  // namespace

Family matmul_kernels() {
  Family family;
  for (const Library& library : kLibraries)
    for (const ProductSize shape : kShapes) add(family, shape, library);
  return family;
}

}  // namespace octet::bench
