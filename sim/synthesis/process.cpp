// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/process.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "hw/cosim/child_process.hpp"
#include "sim/run/interrupt.hpp"

namespace octet::synthesis {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

bool is_installed(const std::string& program) { return rtl::find_program(program).has_value(); }

int run_program(const std::vector<std::string>& words, const std::filesystem::path& folder, const std::string& log) {
  std::vector<std::string> command = {rtl::find_program("env").value_or("/usr/bin/env").string(),
                                      "--chdir=" + folder.string()};
  command.insert(command.end(), words.begin(), words.end());
  return rtl::run_child(command, folder / log, [] {
    if (sim::is_interrupted()) throw sim::Interrupted();
  });
}

WorkFolder::WorkFolder() {
  std::string name = std::filesystem::temp_directory_path() / "octet-synthesis-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) fail("cannot make a temporary folder");
  path_ = name;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace octet::synthesis
