// SPDX-License-Identifier: Apache-2.0
// The shipped vision transformer on the gates of OCTET_RTL_ARCHITECTURE, octet-16 unless given. OCTET_RTL_IMAGES test
// images, 20 unless given.
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "hw/arch/architecture.hpp"
#include "hw/chip/platform.hpp"
#include "hw/cosim/rtl_accelerator.hpp"
#include "models/graph/executor.hpp"
#include "models/graph/package.hpp"
#include "sim/compile/compile.hpp"
#include "sim/run/workload.hpp"
#include "tests/cosim/compare_views.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

TEST_CASE(
    "the shipped model classifies images on the gates of a shipped accelerator with SystemC's bits, cycles and stalls",
    "[cosim][shipped]") {
  const graph::Model model = graph::read_package("workloads/vit-fashion-mnist/package");
  const char* name = std::getenv("OCTET_RTL_ARCHITECTURE");
  const arch::Architecture architecture = arch::read_architecture(name == nullptr ? "octet-16" : name);
  const program::Program program = sim::compile(model, architecture, false);
  const char* count = std::getenv("OCTET_RTL_IMAGES");
  const sim::Inputs images = sim::Inputs::from_dataset(model, "workloads/fashion-mnist-sample",
                                                       count == nullptr ? 20 : std::strtoul(count, nullptr, 10));
  REQUIRE(images.size() > 0);
  for (std::size_t i = 0; i < images.size(); ++i) {
    CAPTURE(i);
    const auto start = std::chrono::steady_clock::now();
    const rtl::RtlResult gates = test::compare_views(architecture, program, images.at(i));
    REQUIRE(gates.output == graph::execute(model, images.at(i)));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::cout << "image " << i << ": " << gates.cycles.count() << " cycles, "
              << static_cast<double>(gates.cycles.count()) / seconds / 1000.0 << " thousand a second\n";
  }
}
