// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/bench/families.hpp"
#include "sim/bench/fixed_work.hpp"
#include "sim/bench/self_process.hpp"

namespace octet::bench {
namespace {

constexpr int kImages = 100;
constexpr double kCpuS = 1.0;  ///< at most, where the fixed work takes kFixedWorkCpuS

}  // namespace

Family images() {
  Family family;
  family.sides.push_back(fixed_work());
  family.sides.push_back({"process", [] {
                            return run_verb({shipped("vit-fashion-mnist/package"), "--arch", "octet-16", "--input",
                                             shipped("fashion-mnist-sample"), "--limit", fmt::to_string(kImages)});
                          }});
  family.ratios.push_back({"values_vit_fashion_mnist_octet_16",
                           fmt::format("octet run vit-fashion-mnist with values on octet-16, {} images, whole process, "
                                       "over the fixed work",
                                       kImages),
                           "process", "fixed work", kCpuS / kFixedWorkCpuS});
  return family;
}

}  // namespace octet::bench
