// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace octet::rtl {

/// A Verilated model: which module with which parameters, and what of it is the user's.
struct ModelRequest {
  std::string top;  ///< a module of rtl/
  std::map<std::string, std::uint64_t> parameters;
  /// .sv whose modules stand in for ours of the same name. It stands by itself: no includes, no modules of other files.
  std::optional<std::filesystem::path> replacement;
  bool waves = false;  ///< can write FST waveforms; slower
};

/// What `tell` of `provide_model` hears begins with this where it should stay in sight.
inline constexpr const char* kNote = "note: ";

/// `NAME=value ...`, sorted by name.
std::string parameter_text(const std::map<std::string, std::uint64_t>& parameters);

/// The shared object of a model, for `RtlModel`. Looked for in the folder of models that the build made
/// (`model_directory`), then in the cache ($OCTET_CACHE, else octet in $XDG_CACHE_HOME or ~/.cache), else built there:
/// with Verilator and a C++ compiler, once for the same sources, parameters, tools and options, also when several
/// processes ask at once. Nothing half built is ever seen under the final name, and a kept model that is damaged is
/// built anew before anything of it is run. `tell` is called with what is being done, `what: how far`, some ten times a
/// second while it builds or waits for another process; it may throw or end the process, and so end the build. Throws
/// `UserError` when a tool is missing, the cache cannot be written, a source changes while it is built, or Verilator
/// refuses the sources: then with its first lines and the file.
std::filesystem::path provide_model(const ModelRequest& request,
                                    const std::function<void(const std::string&)>& tell = {});

}  // namespace octet::rtl
