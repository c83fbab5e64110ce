// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/terminal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "models/core/error.hpp"
#include "models/io/files.hpp"
#include "sim/report/run_json.hpp"
#include "sim/run/interrupt.hpp"

namespace octet::cli {
namespace {

namespace fs = std::filesystem;

int first_fault = 0;  // of standard output

void end_when_interrupted() {
  if (sim::is_interrupted()) throw sim::Interrupted("interrupted while writing results that nobody takes");
}

/// Whether a path is the very file that a standard stream goes to.
bool is_stream(const std::string& path, int stream) {
  struct stat file {
  }, of_stream{};
  return stat(path.c_str(), &file) == 0 && fstat(stream, &of_stream) == 0 && file.st_dev == of_stream.st_dev &&
         file.st_ino == of_stream.st_ino;
}

/// What is neither a file nor to be made one is written itself, where that makes sense.
void check_special(const std::string& path, const fs::file_status& status, Faults& faults) {
  if (!fs::is_fifo(status) && !fs::is_character_file(status))
    faults.add("--json", path + " is no regular file, pipe or character device");
  else if (access(path.c_str(), W_OK) != 0)
    faults.add("--json", fmt::format("{} cannot be written: {}", path, std::generic_category().message(errno)));
}

}  // namespace

void hold_standard_streams() {
  for (const int each : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // The lowest free number is given: this one. One that cannot be written fails as the closed one does.
    if (fcntl(each, F_GETFD) < 0 && errno == EBADF) open("/dev/null", each == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

bool shows_progress() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

void print(const std::string& text) {
  if (first_fault == 0) first_fault = io::write_all(STDOUT_FILENO, text, end_when_interrupted);
}

int output_fault() { return first_fault; }

void tell_user(const std::string& text) {
  try {
    io::write_all(STDERR_FILENO, text, end_when_interrupted);
  } catch (const sim::Interrupted&) {
    return;
  }
}

std::size_t terminal_columns() {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

void JsonOption::add_to(Verb& verb) {
  verb.option("--json", "FILE", path_, "Also write the result as JSON, replacing FILE (`-`: standard output)");
}

void JsonOption::check(Faults& faults, const std::vector<std::string>& inputs, const std::string& out) const {
  if (path_.empty() || path_ == "-") return;
  std::error_code error;
  const fs::file_status status = fs::status(path_, error);
  faults.keep_apart("--json", path_, inputs);
  if (!out.empty() && lies_in(path_, out))
    faults.add("--json", fmt::format("expected another place than that of --out, got {}", path_));
  else if (fs::is_directory(status))
    faults.add("--json", path_ + " is a folder, expected a file");
  else if (fs::exists(status) && !fs::is_regular_file(status))
    check_special(path_, status, faults);
  else if (is_stream(path_, STDOUT_FILENO) || is_stream(path_, STDERR_FILENO))
    faults.add("--json", path_ + " is the file that a standard stream goes to; `-` writes to standard output");
  else
    faults.attempt([&] {
      file_ = std::make_shared<report::Output>(io::behind_links(path_), report::Output::Kind::file, /*force=*/true,
                                               false, "--json");
      return true;
    });
}

void JsonOption::print(const std::string& text) const { path_ == "-" ? tell_user(text) : cli::print(text); }

std::function<void()> JsonOption::prepare(const report::Json& json) const {
  if (path_.empty()) return [] {};
  const std::string text = report::json_text(json);
  if (path_ == "-") return [text] { cli::print(text); };
  if (!file_) return [this, text] { io::write_file(path_, text, end_when_interrupted); };
  file_->fill([&](const fs::path& work) { io::write_file(work, text); });
  return [this] { file_->commit(); };
}

void JsonOption::write(const report::Json& json) const { prepare(json)(); }

}  // namespace octet::cli
