// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "models/core/error.hpp"
#include "models/graph/files.hpp"
#include "sim/report/run_json.hpp"
#include "sim/run/interrupt.hpp"

namespace octet::cli {

void JsonOption::add_to(CLI::App& verb) {
  verb.add_option("--json", path, "Also write the result as JSON (`-`: standard output)")->type_name("FILE");
}

void JsonOption::print(const std::string& text) const { fmt::print(path == "-" ? stderr : stdout, "{}", text); }

void JsonOption::write(const report::Json& json) const {
  if (path.empty()) return;
  if (path == "-")
    fmt::print("{}", report::json_text(json));
  else
    graph::write_file(path, report::json_text(json));
}

std::function<void(std::size_t, std::size_t)> progress_line(const std::string& what) {
  const bool on_terminal = isatty(STDERR_FILENO) == 1;
  return [what, on_terminal](std::size_t done, std::size_t total) {
    sim::check_interrupt();
    if (!on_terminal) return;
    // The last call takes the line away.
    if (done == total)
      fmt::print(stderr, "\r\033[K");
    else if (done * 200 / total != (done - 1) * 200 / total || done == 1)
      fmt::print(stderr, "\r{} {} of {}", what, done, total);
  };
}

}  // namespace octet::cli
