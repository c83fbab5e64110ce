// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace octet::synthesis {

/// Results kept between runs in $XDG_CACHE_HOME/octet/synthesis or ~/.cache/octet/synthesis, each under a name that
/// holds the digest of all it was made from. Each carries its own digest: one that was cut off or changed is none.
class ResultCache {
 public:
  ResultCache();
  /// The text kept by this name; nothing when there is none, or one that is not whole.
  std::optional<std::string> find(const std::string& name) const;
  /// Keeps a text. A cache that cannot be written costs time only, so that this tells nobody.
  void keep(const std::string& name, const std::string& text) const;

 private:
  std::optional<std::filesystem::path> folder_;  ///< nothing where the user has no such place
};

}  // namespace octet::synthesis
