// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/process.hpp"

#include "hw/cosim/child_process.hpp"
#include "sim/run/interrupt.hpp"

namespace octet::synthesis {

bool is_installed(const std::string& program) { return rtl::find_program(program).has_value(); }

int run_program(const std::vector<std::string>& words, const std::filesystem::path& folder, const std::string& log) {
  std::vector<std::string> command = {rtl::find_program("env").value_or("/usr/bin/env").string(),
                                      "--chdir=" + folder.string()};
  command.insert(command.end(), words.begin(), words.end());
  return rtl::run_child(command, folder / log, [] {
    if (sim::is_interrupted()) throw sim::Interrupted();
  });
}

ToolFolder::ToolFolder() : io::WorkFolder(std::filesystem::temp_directory_path(), "octet-synthesis.") {}

}  // namespace octet::synthesis
