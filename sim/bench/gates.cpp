// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "hw/cosim/rtl_accelerator.hpp"
#include "hw/system/platform.hpp"
#include "models/core/error.hpp"
#include "models/graph/package.hpp"
#include "sim/bench/families.hpp"
#include "sim/bench/self_process.hpp"
#include "sim/compile/compile.hpp"
#include "sim/run/workload.hpp"

namespace octet::bench {
namespace {

constexpr const char* kArchitecture = "octet-16";
constexpr double kFaster = 100.0;   ///< SystemC, at least
constexpr int kSystemcImages = 20;  ///< of one repetition: one image alone is over in milliseconds

/// One image of the shipped vision transformer in SystemC and on gates, made by the first side that runs.
class OneImage {
 public:
  OneImage()
      : model_(graph::read_package(shipped("vit-fashion-mnist/package"))),
        architecture_(arch::read_architecture(kArchitecture)),
        program_(sim::compile(model_, architecture_)),
        input_(sim::Inputs::from_dataset(model_, shipped("fashion-mnist-sample"), 1).at(0)),
        platform_(architecture_),
        gates_(architecture_) {
    expected_ = platform_.run(program_, input_);
  }

  Usage systemc() {
    const double start = own_cpu_s();
    for (int i = 0; i < kSystemcImages; ++i) platform_.run(program_, input_);
    return {(own_cpu_s() - start) / kSystemcImages, 0, expected_.cycles.count()};
  }
  Usage gates() {
    const double start = own_cpu_s();
    const rtl::RtlResult result = gates_.run(program_, input_);
    const double cpu_s = own_cpu_s() - start;
    OCTET_CHECK(result.output == expected_.output && result.cycles.count() == expected_.cycles.count(),
                "gates and systemc give the same bits and cycles");
    return {cpu_s, 0, result.cycles.count()};
  }

 private:
  graph::Model model_;
  arch::Architecture architecture_;
  program::Program program_;
  Matrix<std::int16_t> input_;
  hw::Platform platform_;
  rtl::RtlAccelerator gates_;
  hw::RunResult expected_;
};

/// A side that shares the image. Gates that nobody built are a reason to skip.
Side side(const std::string& name, const std::shared_ptr<std::unique_ptr<OneImage>>& image, Usage (OneImage::*part)()) {
  return {name, [image, part] {
            try {
              if (!*image) *image = std::make_unique<OneImage>();
            } catch (const UserError& error) {
              throw NotHere(error.what());
            }
            return ((**image).*part)();
          }};
}

}  // namespace

Family gates() {
  const auto image = std::make_shared<std::unique_ptr<OneImage>>();
  Family family;
  family.sides.push_back(side("systemc", image, &OneImage::systemc));
  family.sides.push_back(side("rtl", image, &OneImage::gates));
  family.ratios.push_back(
      {"systemc_over_gates_vit_octet_16",
       "one image of vit-fashion-mnist with values in SystemC, octet-16, over the same on its Verilated gates",
       "systemc", "rtl", 1.0 / kFaster});
  return family;
}

}  // namespace octet::bench
