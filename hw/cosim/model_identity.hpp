// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace octet::rtl {

/// What a shared object says it was built from, without creating a model.
struct ModelIdentity {
  std::string top, parameters, sources;  ///< module, `NAME=value ...` sorted, digest of the source texts
};

/// Nothing when the file is no shared object or none of this version of the ABI.
std::optional<ModelIdentity> identify(const std::filesystem::path& library);

}  // namespace octet::rtl
