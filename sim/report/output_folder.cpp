// SPDX-License-Identifier: Apache-2.0
#include "sim/report/output_folder.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <set>
#include <system_error>
#include <vector>

#include "models/core/error.hpp"
#include "models/graph/files.hpp"

namespace octet::report {
namespace {

namespace fs = std::filesystem;

/// Every name that Octet writes into a folder of its own; a folder with any other entry is somebody else's.
const std::set<std::string> kOurNames = {"run.json",   "layers.csv", "outputs.csv",       "architecture.yaml",
                                         "trace.json", "model.yaml", "model.safetensors", "reference"};

/// What `octet rtl` writes, and nobody else.
bool is_gates(const std::string& name) {
  return name == "octet.f" || (name.starts_with("octet_") && name.ends_with(".sv"));
}

bool is_ours(const fs::path& folder) {
  std::error_code error;
  const fs::directory_iterator entries(folder, error);
  if (error) throw UserError("--out", folder.string() + " cannot be read: " + error.message());
  return std::all_of(entries, fs::directory_iterator(), [](const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    return kOurNames.contains(name) || is_gates(name);
  });
}

void refuse_existing(const fs::path& path, Output::Kind kind, bool force, bool replaces_package) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (status.type() == fs::file_type::none) throw UserError("--out", path.string() + ": " + error.message());
  if (!fs::exists(status)) return;
  if (!force) throw UserError("--out", path.string() + " exists already; --force replaces it");
  const bool is_folder = fs::is_directory(path);
  if (!is_folder && !fs::is_regular_file(fs::symlink_status(path)))
    throw UserError("--out", path.string() + " is no regular file; --force does not replace it");
  if (is_folder != (kind == Output::Kind::folder))
    throw UserError("--out", fmt::format("expected a {}, {} is none", kind == Output::Kind::folder ? "folder" : "file",
                                         path.string()));
  if (is_folder && !is_ours(path))
    throw UserError("--out", path.string() + " holds other things than Octet's results; --force does not replace it");
  // A run written over a package would destroy its own input.
  if (is_folder && kind == Output::Kind::folder && !replaces_package && fs::exists(path / "model.yaml"))
    throw UserError("--out", path.string() + " is a package; --force does not replace it by something else");
}

/// What `Output`s write and have not committed.
std::set<fs::path>& uncommitted() {
  static std::set<fs::path> paths;
  return paths;
}

std::string host_name() {
  char name[HOST_NAME_MAX + 1] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

/// Takes away what processes of this host left when they were killed: entries named `prefix` and the number of a
/// process that is no more (a file may end in `.partial`). Other hosts of a shared folder clean up after themselves.
void remove_left_behind(const fs::path& folder, const std::string& prefix) {
  std::error_code error;
  std::vector<fs::path> dead;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view(name).substr(prefix.size());
    pid_t process = 0;
    const auto [end, fault] = std::from_chars(rest.data(), rest.data() + rest.size(), process);
    const std::string_view ending(end, static_cast<std::size_t>(rest.data() + rest.size() - end));
    if (fault != std::errc() || process <= 0 || (!ending.empty() && ending != ".partial")) continue;
    if (kill(process, 0) != 0 && errno == ESRCH) dead.push_back(entry.path());
  }
  for (const fs::path& path : dead) fs::remove_all(path, error);
}

}  // namespace

Output::Output(fs::path path, Kind kind, bool force, bool replaces_package) : path_(std::move(path)) {
  // A trailing slash would make the neighbor a child.
  if (!path_.has_filename()) path_ = path_.parent_path();
  const std::string name = path_.filename().string();
  if (name.empty() || name == "." || name == ".." || name == "-")
    throw UserError("--out", "expected a name, got " + path_.string());
  const fs::path parent = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
  std::error_code error;
  if (!fs::is_directory(parent, error))
    throw UserError("--out", fs::exists(parent, error)
                                 ? fmt::format("{} is a file, expected a folder to write in", parent.string())
                                 : fmt::format("the folder {} does not exist", parent.string()));
  refuse_existing(path_, kind, force, replaces_package);
  // Now, and not after the work.
  if (access(parent.c_str(), W_OK | X_OK) != 0)
    throw UserError("--out",
                    fmt::format("cannot write in {}: {}", parent.string(), std::generic_category().message(errno)));
  const std::string prefix = fmt::format(".{}.{}.", name, host_name());
  remove_left_behind(parent, prefix);
  work_ = parent / (prefix + std::to_string(getpid()));
  fs::remove_all(work_, error);
  if (kind == Kind::folder && !fs::create_directory(work_, error)) {
    work_.clear();
    throw UserError("--out", fmt::format("cannot write in {}: {}", parent.string(), error.message()));
  }
  uncommitted().insert(work_);
}

Output::~Output() {
  std::error_code ignored;
  if (work_.empty()) return;
  fs::remove_all(work_, ignored);
  uncommitted().erase(work_);
}

void Output::write(const std::string& name, const std::string& text) const {
  fill([&](const fs::path& work) { graph::write_file(work / name, text); });
}

void Output::fill(const std::function<void(const fs::path&)>& make) const {
  try {
    make(work_);
  } catch (const UserError& error) {
    std::vector<Diagnostic> diagnostics = error.diagnostics();
    for (Diagnostic& diagnostic : diagnostics)
      if (diagnostic.place.starts_with(work_.string()))
        diagnostic.place.replace(0, work_.string().size(), path_.string());
    throw UserError(std::move(diagnostics));
  }
}

void Output::commit() {
  std::error_code error;
  fs::path old;
  // A folder cannot be renamed over one with contents: it steps aside, and comes back when the new one cannot come.
  if (fs::is_directory(path_, error)) {
    old = work_.string() + ".old";
    fs::rename(path_, old, error);
    if (error) throw UserError("--out", path_.string() + " cannot be replaced: " + error.message());
  }
  fs::rename(work_, path_, error);
  if (error) {
    std::error_code ignored;
    if (!old.empty()) fs::rename(old, path_, ignored);
    throw UserError("--out", path_.string() + " cannot be written: " + error.message());
  }
  uncommitted().erase(work_);
  work_.clear();
  if (!old.empty()) fs::remove_all(old, error);
}

void remove_uncommitted() {
  std::error_code ignored;
  for (const fs::path& path : uncommitted()) fs::remove_all(path, ignored);
}

}  // namespace octet::report
