// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/result_cache.hpp"

#include <cstdlib>

#include "models/core/error.hpp"
#include "models/io/files.hpp"
#include "models/io/sealed.hpp"

namespace octet::synthesis {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargest = 2'000'000'000;  // netlists

}  // namespace

ResultCache::ResultCache() {
  // As for built gates (hw/cosim/model_store.hpp).
  const auto variable = [](const char* name) {
    return fs::path(std::getenv(name) == nullptr ? "" : std::getenv(name));
  };
  if (const fs::path own = variable("OCTET_CACHE"); !own.empty())
    folder_ = own / "synthesis";
  else if (const fs::path cache = variable("XDG_CACHE_HOME"); !cache.empty())
    folder_ = cache / "octet/synthesis";
  else if (const fs::path home = variable("HOME"); !home.empty())
    folder_ = home / ".cache/octet/synthesis";
}

std::optional<std::string> ResultCache::find(const std::string& name) const {
  std::error_code error;
  if (!folder_ || !fs::is_regular_file(*folder_ / name, error)) return std::nullopt;
  try {
    const std::string kept = io::read_file(*folder_ / name, kLargest);
    const std::optional<std::string_view> text = io::unsealed(kept);
    return text ? std::optional<std::string>(*text) : std::nullopt;
  } catch (const UserError&) {
    return std::nullopt;
  }
}

void ResultCache::keep(const std::string& name, const std::string& text) const {
  std::error_code error;
  if (!folder_ || (fs::create_directories(*folder_, error), error)) return;
  try {
    io::write_file(*folder_ / name, io::sealed(text));
  } catch (const UserError&) {
    return;
  }
}

}  // namespace octet::synthesis
