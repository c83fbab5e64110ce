// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/gate_sources.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "models/core/error.hpp"
#include "models/core/nearest.hpp"

namespace octet::rtl {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file || fs::is_directory(path)) throw UserError(path.string(), "cannot be read");
  return text;
}

bool is_system(const fs::path& path) { return path.parent_path().filename() == "system"; }

/// Names of the modules that a text defines, comments apart.
std::set<std::string> modules_of(const std::string& text) {
  static const std::regex comment(R"(//[^\n]*|/\*[^*]*\*+([^/*][^*]*\*+)*/)");
  static const std::regex module(R"((?:^|[\s;])module\s+(?:automatic\s+|static\s+)?(\w+))");
  const std::string code = std::regex_replace(text, comment, " ");
  std::set<std::string> names;
  for (std::sregex_iterator it(code.begin(), code.end(), module); it != std::sregex_iterator(); ++it)
    names.insert((*it)[1]);
  return names;
}

/// Takes out what the replacement defines and puts the replacement where the first of it was.
void replace(std::vector<GateSource>& sources, const fs::path& path) {
  const GateSource replacement{fs::absolute(path), read_text(path)};
  const std::set<std::string> modules = modules_of(replacement.text);
  const auto replaced = [&](const GateSource& source) { return modules.contains(source.path.stem().string()); };
  const auto first = std::find_if(sources.begin(), sources.end(), replaced);
  if (first == sources.end()) {
    if (modules.empty()) throw UserError(path.string(), "expected a SystemVerilog module, found none");
    std::vector<std::string> ours;
    for (const GateSource& source : sources) ours.push_back(source.path.stem().string());
    throw UserError(path.string(), "expected a module to stand in for one of ours, found " + *modules.begin() +
                                       did_you_mean(*modules.begin(), ours));
  }
  *first = replacement;
  sources.erase(
      std::remove_if(sources.begin(), sources.end(),
                     [&](const GateSource& source) { return source.path != replacement.path && replaced(source); }),
      sources.end());
}

}  // namespace

std::vector<GateSource> shipped_sources(bool with_system) {
  std::vector<GateSource> sources;
  std::vector<Diagnostic> missing;
  std::ifstream list(OCTET_RTL_SOURCE_LIST);
  if (!list)
    throw UserError(OCTET_RTL_SOURCE_LIST, "cannot be read: the build of this program, which lists the gates, is gone");
  for (std::string line; std::getline(list, line);) {
    if (line.empty() || (!with_system && is_system(line))) continue;
    try {
      sources.push_back({line, read_text(line)});
    } catch (const UserError&) {
      missing.push_back({line, "cannot be read: the source tree this program was built from has changed or is gone"});
    }
  }
  if (!missing.empty()) throw UserError(missing);
  return sources;
}

std::vector<GateSource> sources_of(const std::string& top, const std::optional<fs::path>& replacement) {
  std::vector<GateSource> sources = shipped_sources();
  std::vector<std::string> names;
  for (const GateSource& source : sources) names.push_back(source.path.stem().string());
  const auto found = std::find(names.begin(), names.end(), top);
  if (found == names.end()) throw UserError(top, "is no module of the gates" + did_you_mean(top, names));
  if (!is_system(sources[static_cast<std::size_t>(found - names.begin())].path))
    sources.erase(std::remove_if(sources.begin(), sources.end(), [](const auto& it) { return is_system(it.path); }),
                  sources.end());
  if (replacement) replace(sources, *replacement);
  return sources;
}

std::string digest(const std::string& text) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int count = 0;
  OCTET_CHECK(EVP_Digest(text.data(), text.size(), bytes, &count, EVP_sha256(), nullptr) == 1, "SHA-256");
  std::string out;
  for (unsigned int i = 0; i < count; ++i) {
    constexpr const char* kDigits = "0123456789abcdef";
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 15];
  }
  return out;
}

std::string digest(const std::vector<GateSource>& sources) {
  std::string all;
  for (const GateSource& source : sources) {
    all += source.path.filename().string() + '\0';
    all += source.text + '\0';
  }
  return digest(all);
}

fs::path model_builder() { return fs::path(OCTET_SOURCE_DIRECTORY) / "hw" / "cosim" / "build_model.py"; }
fs::path model_header() { return fs::path(OCTET_SOURCE_DIRECTORY) / "hw" / "cosim" / "rtl_abi.h"; }

}  // namespace octet::rtl
