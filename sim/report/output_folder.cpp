// SPDX-License-Identifier: Apache-2.0
#include "sim/report/output_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <vector>

#include "models/core/error.hpp"
#include "models/io/files.hpp"

namespace octet::report {
namespace {

namespace fs = std::filesystem;

/// Every file that Octet writes into a folder of its own; a folder with any other entry is somebody else's.
const std::set<std::string> kOurNames = {"run.json",   "layers.csv", "outputs.csv",      "architecture.yaml",
                                         "trace.json", "model.yaml", "model.safetensors"};

/// What `octet rtl` writes, and nobody else.
bool is_gates(const std::string& name) {
  return name == "octet.f" || (name.starts_with("octet_") && name.ends_with(".sv"));
}

/// What Octet writes into a folder of that folder.
bool is_inner(const std::string& folder, const std::string& name) {
  if (folder == "reference") return name == "graph.yaml" || name == "model.safetensors";
  return folder == "dump" && name.ends_with(".npy");
}

/// Whether all in `folder` is a regular file of a name that `is_known`, or something that `is_other`.
bool holds_only(const fs::path& folder, const std::function<bool(const std::string&)>& is_known,
                const std::function<bool(const fs::directory_entry&)>& is_other = {}) {
  const fs::directory_iterator entries(folder);
  return std::all_of(entries, fs::directory_iterator(), [&](const fs::directory_entry& entry) {
    if (fs::is_regular_file(entry.symlink_status())) return is_known(entry.path().filename().string());
    return is_other && is_other(entry);
  });
}

bool is_ours(const fs::path& folder) {
  const auto is_our_folder = [](const fs::directory_entry& entry) {
    if (!fs::is_directory(entry.symlink_status())) return false;
    const std::string name = entry.path().filename().string();
    return (name == "reference" || name == "dump") &&
           holds_only(entry.path(), [&](const std::string& inner) { return is_inner(name, inner); });
  };
  return holds_only(
      folder, [](const std::string& name) { return kOurNames.contains(name) || is_gates(name); }, is_our_folder);
}

/// Why `--force` does not replace what stands there; nothing where it does.
std::optional<std::string> not_to_replace(const fs::path& path, Output::Kind kind, bool replaces_package) {
  const fs::file_status status = fs::symlink_status(path);
  const bool is_folder = fs::is_directory(status);
  const auto because = [&](const std::string& reason) { return path.string() + ' ' + reason; };
  if (!is_folder && !fs::is_regular_file(status)) return because("is no regular file; --force does not replace it");
  if (is_folder != (kind == Output::Kind::folder))
    return fmt::format("expected a {}, {} is none", is_folder ? "file" : "folder", path.string());
  if (!is_folder) return std::nullopt;
  try {
    if (!is_ours(path)) return because("holds other things than Octet's results; --force does not replace it");
  } catch (const fs::filesystem_error& error) {
    return because("cannot be read: " + error.code().message());
  }
  // A run written over a package would destroy its own input.
  if (!replaces_package && fs::exists(path / "model.yaml"))
    return because("is a package; --force does not replace it by something else");
  return std::nullopt;
}

/// A trailing slash would make the neighbor a child.
fs::path without_slash(const fs::path& path) { return path.has_filename() ? path : path.parent_path(); }

}  // namespace

Output::Output(const fs::path& path, Kind kind, bool force, bool replaces_package, std::string option)
    : path_(without_slash(path)), kind_(kind), option_(std::move(option)), before_(path_) {
  const std::string name = path_.filename().string();
  if (name.empty() || name == "." || name == ".." || name == "-")
    throw UserError(option_, "expected a name, got " + path_.string());
  std::error_code error;
  if (fs::symlink_status(path_, error).type() == fs::file_type::none)
    throw UserError(option_, path_.string() + ": " + error.message());
  const fs::path parent = io::standing_parent(path_);
  if (!fs::is_directory(parent, error))
    throw UserError(option_, fmt::format("{} is {}, expected a folder to write in", parent.string(),
                                         fs::exists(parent, error) ? "a file" : "none"));
  if (before_.is_there()) {
    if (!force) throw UserError(option_, path_.string() + " exists already; --force replaces it");
    if (const auto reason = not_to_replace(path_, kind, replaces_package)) throw UserError(option_, *reason);
  }
  // Now, and not after the work.
  try {
    hidden_.emplace(parent, fmt::format(".{}.", name));
    work_ = hidden_->path() / name;
    if (kind == Kind::folder) fs::create_directory(work_);
  } catch (const fs::filesystem_error& fault) {
    throw UserError(option_, fmt::format("cannot write in {}: {}", parent.string(), fault.code().message()));
  }
}

void Output::write(const std::string& name, const std::string& text) const {
  fill([&](const fs::path& work) { io::write_file(work / name, text); });
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
  const bool is_package = fs::exists(work_ / "model.yaml");
  try {
    io::publish(work_, path_, before_,
                [&](const fs::path& old) { return !not_to_replace(old, kind_, is_package).has_value(); });
  } catch (const UserError& error) {
    throw UserError(option_, path_.string() + " " + error.diagnostics().front().message);
  }
  hidden_.reset();
}

}  // namespace octet::report
