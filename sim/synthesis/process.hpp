// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/io/work_folder.hpp"

namespace octet::synthesis {

/// Whether a program is in the search path.
bool is_installed(const std::string& program);

/// Runs a program of the search path in `folder`, standard output and error to the file `log` there; returns its exit
/// status, 128 + signal for one that ended by a signal. Throws `sim::Interrupted` after an interrupt.
int run_program(const std::vector<std::string>& words, const std::filesystem::path& folder, const std::string& log);

/// A new empty folder for the tools to work in.
class ToolFolder : public io::WorkFolder {
 public:
  ToolFolder();
};

}  // namespace octet::synthesis
