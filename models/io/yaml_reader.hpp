// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/core/error.hpp"

namespace octet::io {

/// A YAML file read strictly. Faults are collected as `file:line:col` + `/path/in/file: expected Y, got X`; `finish()`
/// throws all of them together as one UserError.
class YamlFile {
 public:
  /// Reads and parses; a file that is missing, too large or not YAML throws at once.
  explicit YamlFile(const std::filesystem::path& path);
  /// Parses text in memory; `name` stands for the file in messages.
  YamlFile(const std::string& text, std::string name);

  const YAML::Node& root() const { return root_; }
  void fault(const YAML::Node& at, const std::string& message);
  /// `file:line:col` of a node.
  std::string place(const YAML::Node& at) const;
  bool clean() const { return faults_.empty(); }
  /// What was found so far, for who tells it together with other things.
  const std::vector<Diagnostic>& faults() const { return faults_; }
  /// Throws UserError when anything was found: the first 100 faults, and how many more there are.
  void finish() const;

 private:
  std::string name_;
  YAML::Node root_;
  std::vector<Diagnostic> faults_;
  std::size_t fault_count_ = 0;
};

/// One mapping of a file: asks for keys by name, and on `finish()` reports those nobody asked for and those given
/// twice. A getter of a missing or mistyped key reports it and returns a harmless value.
class YamlMap {
 public:
  /// `path` names the mapping in messages, "" for the root.
  YamlMap(YamlFile& file, const YAML::Node& node, std::string path);

  bool has(const std::string& key);
  std::string text(const std::string& key);
  std::string text(const std::string& key, const std::string& fallback) { return has(key) ? text(key) : fallback; }
  /// An integer in [low, high].
  std::int64_t integer(const std::string& key, std::int64_t low, std::int64_t high);
  std::int64_t integer(const std::string& key, std::int64_t low, std::int64_t high, std::int64_t fallback) {
    return has(key) ? integer(key, low, high) : fallback;
  }
  /// A number in [low, high].
  double number(const std::string& key, double low, double high);
  /// Text that is a name (names.hpp), of a value or node, or of a model.
  std::string name(const std::string& key);
  std::string title(const std::string& key);
  bool boolean(const std::string& key);
  bool boolean(const std::string& key, bool fallback) { return has(key) ? boolean(key) : fallback; }
  std::vector<std::string> texts(const std::string& key);
  std::vector<std::int64_t> integers(const std::string& key, std::int64_t low, std::int64_t high);
  /// The node of a mapping or sequence key; an undefined node when missing.
  YAML::Node mapping(const std::string& key);
  YAML::Node sequence(const std::string& key);

  std::string path(const std::string& key) const { return path_ + "/" + key; }
  const YAML::Node& node() const { return node_; }
  void fault(const std::string& key, const std::string& message);
  void finish();

 private:
  std::optional<YAML::Node> find(const std::string& key);
  std::optional<YAML::Node> require(const std::string& key);
  std::optional<std::int64_t> integer_of(const YAML::Node& node, const std::string& where, std::int64_t low,
                                         std::int64_t high);

  YamlFile& file_;
  YAML::Node node_;
  std::string path_;
  std::vector<std::string> asked_;
};

/// A scalar of a file and where it stands.
struct YamlScalar {
  std::string text;
  std::string place;  ///< `file:line:col`
};

/// The scalars of a file that holds nothing but mappings of mappings, at most eight deep, by path (`/array/rows`).
/// Anything else, and keys given twice, are faults of the file.
std::map<std::string, YamlScalar> yaml_scalars(YamlFile& file);

/// A YAML double-quoted scalar of any text.
std::string yaml_quoted(const std::string& text);

}  // namespace octet::io
