// SPDX-License-Identifier: Apache-2.0
#include "hw/arch/raw_architecture.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "models/graph/yaml_text.hpp"

namespace octet::arch {
namespace {

std::string place_of(const std::string& file, const YAML::Mark& mark) {
  return file + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
}

/// Files nest two mappings deep; a hostile one must not exhaust the stack.
constexpr int kDeepest = 8;

void flatten(const YAML::Node& node, const std::string& path, int depth, RawArchitecture& raw,
             std::vector<Diagnostic>& faults) {
  const std::string place = place_of(raw.file, node.Mark());
  const std::string shown = path.empty() ? "/" : path;
  if (node.IsScalar() && !path.empty()) {
    raw.values[path] = {node.Scalar(), place};
  } else if (node.IsMap() && depth < kDeepest) {
    std::set<std::string> seen;
    for (const auto& pair : node) {
      const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "?";
      if (!seen.insert(key).second) {
        faults.push_back({place_of(raw.file, pair.first.Mark()), path + "/" + key + ": given twice"});
        continue;
      }
      flatten(pair.second, path + "/" + key, depth + 1, raw, faults);
    }
  } else {
    const std::string got = node.IsSequence() ? "a list"
                            : node.IsMap()    ? "a deeper mapping"
                            : node.IsScalar() ? "text"
                                              : "nothing";
    faults.push_back(
        {place, shown + ": expected " + (path.empty() ? "a mapping" : "a value or a mapping") + ", got " + got});
  }
}

}  // namespace

RawArchitecture parse_raw(const std::string& yaml, const std::string& file, std::vector<Diagnostic>& faults) {
  RawArchitecture raw;
  raw.file = file;
  const YAML::Node root = graph::parse_yaml(yaml, file);
  if (!root.IsDefined() || root.IsNull()) throw UserError(file + ":1:1", "/: expected a mapping, got nothing");
  flatten(root, "", 0, raw, faults);
  return raw;
}

void apply_override(RawArchitecture& raw, const std::string& option, std::vector<Diagnostic>& faults) {
  const std::string place = "--set " + option;
  const std::size_t equals = option.find('=');
  if (equals == std::string::npos || equals == 0) {
    faults.push_back({place, "expected PATH=VALUE, got '" + option + "'"});
    return;
  }
  std::string path = option.substr(0, equals);
  std::replace(path.begin(), path.end(), '.', '/');
  if (path.front() != '/') path.insert(path.begin(), '/');
  raw.values[path] = {option.substr(equals + 1), place};
}

}  // namespace octet::arch
