// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <memory>

#include "hw/chip/platform.hpp"
#include "hw/cosim/rtl_accelerator.hpp"
#include "models/core/error.hpp"
#include "models/graph/package.hpp"
#include "sim/bench/families.hpp"
#include "sim/bench/self_process.hpp"
#include "sim/compile/compile.hpp"
#include "sim/run/workload.hpp"

namespace octet::bench {
namespace {

constexpr double kFaster = 100.0;   ///< SystemC, at least
constexpr int kSystemcImages = 20;  ///< of one repetition: one image alone is over in milliseconds

/// One image of the shipped vision transformer in SystemC and on gates, made by the first side that runs.
class OneImage {
 public:
  explicit OneImage(const arch::Architecture& architecture)
      : model_(graph::read_package(shipped("vit-fashion-mnist/package"))),
        program_(sim::compile(model_, architecture)),
        input_(sim::Inputs::from_dataset(model_, shipped("fashion-mnist-sample"), 1).at(0)),
        platform_(architecture),
        gates_(architecture) {
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
  program::Program program_;
  Matrix<std::int16_t> input_;
  hw::Platform platform_;
  rtl::RtlAccelerator gates_;
  hw::RunResult expected_;
};

/// What both sides share: made by the first that runs. Gates that cannot be built here are a reason to skip.
struct Shared {
  arch::Architecture architecture;
  std::unique_ptr<OneImage> image;

  OneImage& get() {
    try {
      if (!image) image = std::make_unique<OneImage>(architecture);
    } catch (const UserError& error) {
      throw NotHere(error.what());
    }
    return *image;
  }
};

/// "octet-16" in a ratio's name.
std::string in_a_name(std::string name) {
  for (char& c : name)
    c = std::isalnum(static_cast<unsigned char>(c)) != 0
            ? static_cast<char>(std::tolower(static_cast<unsigned char>(c)))
            : '_';
  return name;
}

}  // namespace

Family gates(const arch::Architecture& architecture) {
  const auto shared = std::make_shared<Shared>(Shared{architecture, nullptr});
  Family family;
  family.sides.push_back({"systemc", [shared] { return shared->get().systemc(); }});
  family.sides.push_back({"rtl", [shared] { return shared->get().gates(); }});
  family.ratios.push_back({"systemc_over_gates_vit_" + in_a_name(architecture.name),
                           "one image of vit-fashion-mnist with values in SystemC, " + architecture.name +
                               ", over the same on its Verilated gates",
                           "systemc", "rtl", 1.0 / kFaster, true});
  return family;
}

}  // namespace octet::bench
