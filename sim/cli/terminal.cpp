// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/terminal.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "models/core/error.hpp"
#include "models/graph/files.hpp"
#include "sim/report/run_json.hpp"

namespace octet::cli {

void JsonOption::add_to(Verb& verb) {
  verb.option("--json", "FILE", path, "Also write the result as JSON, replacing FILE (`-`: standard output)");
}

void JsonOption::check(Faults& faults, const std::vector<std::string>& inputs, const std::string& out) const {
  if (path.empty() || path == "-") return;
  namespace fs = std::filesystem;
  const auto fault = [&](const std::string& message) { faults.add("--json", message); };
  const fs::path parent = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  std::error_code error;
  faults.keep_apart("--json", path, inputs);
  if (!out.empty() && lies_in(path, out))
    fault(fmt::format("expected another place than that of --out, got {}", path));
  else if (fs::is_directory(path, error))
    fault(path + " is a folder, expected a file");
  else if (!fs::is_directory(parent, error))
    fault(fmt::format("the folder {} does not exist", parent.string()));
  // A regular file is replaced by a new one beside it; anything else, as /dev/null, is written itself.
  else if (const bool itself = fs::exists(path, error) && !fs::is_regular_file(path, error);
           access(itself ? path.c_str() : parent.c_str(), W_OK) != 0)
    fault(fmt::format("{} cannot be written: {}", path, std::generic_category().message(errno)));
}

void JsonOption::print(const std::string& text) const { fmt::print(path == "-" ? stderr : stdout, "{}", text); }

void JsonOption::write(const report::Json& json) const {
  if (path.empty()) return;
  if (path == "-")
    fmt::print("{}", report::json_text(json));
  else
    graph::write_file(path, report::json_text(json));
}

}  // namespace octet::cli
