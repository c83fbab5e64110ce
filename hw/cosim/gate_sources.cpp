// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/gate_sources.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

#include "models/core/error.hpp"
#include "models/core/nearest.hpp"
#include "models/io/data_folder.hpp"
#include "models/io/digest.hpp"
#include "models/io/files.hpp"

namespace octet::rtl {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostSourceBytes = std::uint64_t{16} << 20;

bool is_system(const fs::path& path) { return path.parent_path().filename() == "system"; }

/// Where the string that begins at `at` is over: behind its quotation mark, or at the end of a line without one.
std::size_t end_of_string(const std::string& text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at)
    if (text[at] == '\\') ++at;
  return std::min(at < text.size() && text[at] == '"' ? at + 1 : at, text.size());
}

/// Where the comment or string that begins at `at` is over; `at` itself where none begins.
std::size_t end_of_no_code(const std::string& text, std::size_t at) {
  const std::string_view two = std::string_view(text).substr(at, 2);
  if (two == "//") return std::min(text.find('\n', at), text.size());
  if (two == "/*") {
    const std::size_t close = text.find("*/", at + 2);
    return close == std::string::npos ? text.size() : close + 2;
  }
  return text[at] == '"' ? end_of_string(text, at) : at;
}

/// A text without its comments and strings, but with all of its lines; an unfinished comment reaches to the end. By
/// hand: std::regex takes stack for every character.
std::string without_comments(const std::string& text) {
  std::string code;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of_no_code(text, at);
    if (end == at) {
      code += text[at++];
      continue;
    }
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(at),
               to = text.begin() + static_cast<std::ptrdiff_t>(end);
    code += ' ' + std::string(static_cast<std::size_t>(std::count(from, to, '\n')), '\n');
    at = end;
  }
  return code;
}

/// Words of code: names and keywords.
std::vector<std::string> words_of(const std::string& code) {
  std::vector<std::string> words(1);
  for (const char c : code) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || c == '`') {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

/// Names of the modules that a text defines.
std::set<std::string> modules_of(const std::string& text) {
  const std::vector<std::string> words = words_of(without_comments(text));
  std::set<std::string> names;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] != "module") continue;
    const bool has_lifetime = words[i + 1] == "automatic" || words[i + 1] == "static";
    const std::size_t name = i + (has_lifetime ? 2 : 1);
    if (name < words.size() && !words[name].empty()) names.insert(words[name]);
  }
  return names;
}

/// A model is kept by the texts it was made from: what another file gives would change unseen.
void require_no_include(const fs::path& path, const std::string& text) {
  std::istringstream code(without_comments(text));
  std::string line;
  for (std::size_t number = 1; std::getline(code, line); ++number) {
    const std::vector<std::string> words = words_of(line);
    if (std::find(words.begin(), words.end(), "`include") != words.end())
      throw UserError(path.string() + ":" + std::to_string(number),
                      "expected a file that stands by itself, got `include; put here what it names");
  }
}

/// Takes out what the replacement defines and puts the replacement where the first of it was.
void replace(std::vector<GateSource>& sources, const fs::path& path) {
  const GateSource replacement{fs::absolute(path), io::read_file(path, kMostSourceBytes)};
  require_no_include(path, replacement.text);
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
  const std::optional<fs::path> installed = io::data_folder();
  const fs::path place = installed ? *installed / "rtl" / "octet.f" : fs::path(OCTET_RTL_SOURCE_LIST);
  std::ifstream list(place);
  if (!list)
    throw UserError(place.string(),
                    "cannot be read: what lists the gates of this program is gone; $OCTET_DATA names another place");
  for (std::string line; std::getline(list, line);) {
    if (line.empty() || (!with_system && is_system(line))) continue;
    const fs::path source = installed ? *installed / line : fs::path(line);
    try {
      sources.push_back({source, io::read_file(source, kMostSourceBytes)});
    } catch (const UserError&) {
      missing.push_back({source.string(), "cannot be read: the tree of this program's gates has changed or is gone"});
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

std::string digest(const std::vector<GateSource>& sources) {
  std::string all;
  for (const GateSource& source : sources) {
    all += source.path.filename().string() + '\0';
    all += source.text + '\0';
  }
  return io::sha256(all);
}

fs::path model_builder() {
  return io::data_folder().value_or(OCTET_SOURCE_DIRECTORY) / "hw" / "cosim" / "build_model.py";
}
fs::path model_header() { return model_builder().replace_filename("rtl_abi.h"); }

}  // namespace octet::rtl
