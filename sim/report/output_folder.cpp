// SPDX-License-Identifier: Apache-2.0
#include "sim/report/output_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "models/core/error.hpp"
#include "models/graph/files.hpp"

namespace octet::report {
namespace {

namespace fs = std::filesystem;

/// Every name that Octet writes into a folder of its own; a folder with any other entry is somebody else's.
const std::set<std::string> kOurNames = {"run.json",   "layers.csv", "outputs.csv",       "architecture.yaml",
                                         "trace.json", "model.yaml", "model.safetensors", "reference"};

bool is_ours(const fs::path& folder) {
  return std::all_of(fs::directory_iterator(folder), fs::directory_iterator(), [](const fs::directory_entry& entry) {
    return kOurNames.contains(entry.path().filename().string());
  });
}

void refuse_existing(const fs::path& path, Output::Kind kind, bool force, bool replaces_package) {
  if (!fs::exists(fs::symlink_status(path))) return;
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

}  // namespace

Output::Output(fs::path path, Kind kind, bool force, bool replaces_package) : path_(std::move(path)) {
  // A trailing slash would make the neighbor a child.
  if (!path_.has_filename()) path_ = path_.parent_path();
  const std::string name = path_.filename().string();
  if (name.empty() || name == "." || name == "..") throw UserError("--out", "expected a name, got " + path_.string());
  const fs::path parent = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
  if (!fs::is_directory(parent)) throw UserError("--out", fmt::format("the folder {} does not exist", parent.string()));
  refuse_existing(path_, kind, force, replaces_package);
  work_ = parent / fmt::format(".{}.{}", name, getpid());
  std::error_code error;
  fs::remove_all(work_, error);
  if (kind == Kind::folder && !fs::create_directory(work_, error))
    throw UserError("--out", fmt::format("cannot write in {}: {}", parent.string(), error.message()));
}

Output::~Output() {
  std::error_code ignored;
  if (!work_.empty()) fs::remove_all(work_, ignored);
}

void Output::write(const std::string& name, const std::string& text) const { graph::write_file(work_ / name, text); }

void Output::commit() {
  // A folder cannot be renamed over one with contents.
  if (fs::is_directory(path_)) fs::remove_all(path_);
  fs::rename(work_, path_);
  work_.clear();
}

}  // namespace octet::report
