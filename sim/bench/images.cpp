// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/bench/families.hpp"
#include "sim/bench/self_process.hpp"

namespace octet::bench {
namespace {

constexpr int kImages = 100;
constexpr double kImagesPerCpuSecond = 100.0;

}  // namespace

Family images() {
  Family family;
  family.sides.push_back({"process", [] {
                            return run_verb({shipped("vit-fashion-mnist/package"), "--arch", "octet-16", "--input",
                                             shipped("fashion-mnist-sample"), "--limit", fmt::to_string(kImages)});
                          }});
  family.ratios.push_back({"values_vit_fashion_mnist_octet_16",
                           fmt::format("octet run vit-fashion-mnist with values on octet-16, {} images, whole process, "
                                       "over {} images a CPU second",
                                       kImages, kImagesPerCpuSecond),
                           "process", Budget{kImages / kImagesPerCpuSecond}, 1.0});
  return family;
}

}  // namespace octet::bench
