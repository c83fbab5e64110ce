// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/bench/family.hpp"

namespace octet::bench {

/// Runs this very program with other arguments (without its name), standard output thrown away, and returns what the
/// whole process used. Linux counts what this process holds now into the other's peak, so that a peak is only as good
/// as this process is small. Throws `sim::Interrupted` when it was interrupted, and InternalError when it failed
/// otherwise.
Usage run_self(const std::vector<std::string>& arguments);

/// `octet run` with these arguments and an `--out` in a temporary folder that is removed again.
Usage run_verb(std::vector<std::string> arguments);

/// A file or folder of the shipped workloads. Throws UserError when they are neither here nor beside the program.
std::string shipped(const std::string& name);

/// CPU seconds this process has used so far, all its threads.
double own_cpu_s();

}  // namespace octet::bench
