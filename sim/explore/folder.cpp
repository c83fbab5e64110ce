// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "models/core/error.hpp"
#include "models/io/publish.hpp"
#include "sim/explore/database.hpp"

namespace octet::explore {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> kOurNames = {kDatabaseFile, "sweep.sqlite-wal", "sweep.sqlite-shm", "sweep.sqlite-journal",
                                         kSpecFile,     kJsonFile,          kPointsFile,        kParetoFile};

/// A file of ours, or one that was being written when a sweep was killed (io::write_file).
bool is_ours(const fs::path& file) {
  const fs::path name = file.filename();
  return kOurNames.contains(name.string()) ||
         (name.extension() == ".partial" && kOurNames.contains(name.stem().string()));
}

}  // namespace

void check_folder(const fs::path& folder, Existing existing) {
  std::error_code error;
  const std::string shown = folder.string();
  fs::path written = folder;
  if (fs::exists(fs::symlink_status(folder, error))) {
    if (existing == Existing::refuse)
      throw UserError("--out", shown + " exists already; --resume goes on with it, --force replaces it");
    if (!fs::is_directory(folder)) throw UserError("--out", fmt::format("expected a folder, {} is none", shown));
    const fs::directory_iterator entries(folder, error);
    if (error) throw UserError("--out", fmt::format("{} cannot be read: {}", shown, error.message()));
    if (!std::all_of(entries, fs::directory_iterator(), [](const auto& entry) { return is_ours(entry.path()); }))
      throw UserError("--out", shown + " holds other things than a sweep's results");
    if (existing == Existing::replace) const DatabaseLock nobody_has_it(folder / kDatabaseFile);
  } else {
    written = io::standing_parent(folder);
    if (!fs::is_directory(written, error))
      throw UserError("--out", fmt::format("{} is no folder, expected one to write in", written.string()));
  }
  if (access(written.c_str(), W_OK | X_OK) != 0)
    throw UserError("--out",
                    fmt::format("cannot write in {}: {}", written.string(), std::generic_category().message(errno)));
}

void make_folder(const fs::path& folder, Existing existing) {
  std::error_code error;
  const auto fail = [&] {
    throw UserError("--out", fmt::format("{} cannot be made: {}", folder.string(), error.message()));
  };
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  if (error) fail();
  const bool is_made = fs::create_directory(folder, error);
  if (error) fail();
  if (is_made) return;
  // It may have come since the first look, and be somebody else's.
  check_folder(folder, existing);
  if (existing != Existing::replace) return;
  const DatabaseLock nobody_has_it(folder / kDatabaseFile);  // until all of it is away
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
    if (is_ours(entry.path())) files.push_back(entry.path());
  for (const fs::path& file : files) fs::remove(file, error);
}

}  // namespace octet::explore
