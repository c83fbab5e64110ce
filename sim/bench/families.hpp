// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "hw/arch/architecture.hpp"
#include "sim/bench/family.hpp"

namespace octet::bench {

/// Whole processes that time a network without values, against fixed work and memory.
Family timing_only();
/// A network's values: the golden view against its matrix products, the SystemC machine against the golden view.
Family values();
/// Images of the shipped vision transformer with values in the SystemC machine, against fixed work.
Family images();
/// The shipped vision transformer in the SystemC machine against the gates of the same machine, an architecture of this
/// name.
Family gates(const arch::Architecture& architecture);
/// Our matrix kernels against those of libraries found on this host. They set the environment of this process, so they
/// come after every family that starts others.
Family matmul_kernels();

/// Every family, in the order of the table; those with peaks come before those that hold much memory (`run_self`).
std::vector<Family> all_families(const arch::Architecture& of_gates);

}  // namespace octet::bench
