// SPDX-License-Identifier: Apache-2.0
#include "models/io/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "models/core/nearest.hpp"
#include "models/io/files.hpp"
#include "models/io/names.hpp"
#include "models/io/yaml_text.hpp"

namespace octet::io {
namespace {

constexpr std::uint64_t kLargestYaml = 4'000'000;
constexpr std::size_t kMostFaultsOfFile = 100;  // of one file; nobody reads more

/// What a node is, for `got ...`.
std::string described(const YAML::Node& node) {
  if (node.IsScalar()) return fmt::format("'{}'", node.Scalar().substr(0, 80));
  if (node.IsSequence()) return "a list";
  if (node.IsMap()) return "a mapping";
  return "nothing";
}

template <class T>
std::optional<T> parsed(const YAML::Node& node) {
  if (!node.IsScalar() || node.Tag() == "!") return std::nullopt;  // "!": a quoted scalar is text
  const std::string& text = node.Scalar();
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

YamlFile::YamlFile(const std::filesystem::path& path) : YamlFile(read_file(path, kLargestYaml), path.string()) {}

YamlFile::YamlFile(const std::string& text, std::string name) : name_(std::move(name)) {
  root_ = parse_yaml(text, name_);
  if (!root_.IsMap()) throw UserError(name_ + ":1:1", "/: expected a mapping, got " + described(root_));
}

std::string YamlFile::place(const YAML::Node& at) const {
  const YAML::Mark mark = at.Mark();
  return name_ + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
}

void YamlFile::fault(const YAML::Node& at, const std::string& message) {
  ++fault_count_;
  if (faults_.size() < kMostFaultsOfFile) faults_.push_back({place(at), message});
}

void YamlFile::finish() const {
  if (faults_.empty()) return;
  std::vector<Diagnostic> all = faults_;
  if (fault_count_ > all.size())
    all.push_back({name_, "and " + std::to_string(fault_count_ - all.size()) + " more problems"});
  throw UserError(std::move(all));
}

YamlMap::YamlMap(YamlFile& file, const YAML::Node& node, std::string path)
    : file_(file), node_(node), path_(std::move(path)) {
  if (node_.IsMap()) return;
  file_.fault(node_, (path_.empty() ? "/" : path_) + ": expected a mapping, got " + described(node_));
  node_ = YAML::Node(YAML::NodeType::Map);
}

std::optional<YAML::Node> YamlMap::find(const std::string& key) {
  if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) asked_.push_back(key);
  for (const auto& pair : node_)
    if (pair.first.IsScalar() && pair.first.Scalar() == key) return pair.second;
  return std::nullopt;
}

std::optional<YAML::Node> YamlMap::require(const std::string& key) {
  auto found = find(key);
  // Of a mapping that is missing itself, that has been said.
  if (!found && !node_.Mark().is_null()) file_.fault(node_, path(key) + ": required, but missing");
  return found;
}

bool YamlMap::has(const std::string& key) { return find(key).has_value(); }

void YamlMap::fault(const std::string& key, const std::string& message) {
  const auto found = find(key);
  file_.fault(found ? *found : node_, path(key) + ": " + message);
}

std::string YamlMap::text(const std::string& key) {
  const auto found = require(key);
  if (!found) return {};
  if (found->IsScalar()) return found->Scalar();
  fault(key, "expected text, got " + described(*found));
  return {};
}

std::optional<std::int64_t> YamlMap::integer_of(const YAML::Node& node, const std::string& where, std::int64_t low,
                                                std::int64_t high) {
  const auto value = parsed<std::int64_t>(node);
  if (value && *value >= low && *value <= high) return value;
  file_.fault(node, where + ": expected an integer from " + std::to_string(low) + " to " + std::to_string(high) +
                        ", got " + described(node));
  return std::nullopt;
}

std::int64_t YamlMap::integer(const std::string& key, std::int64_t low, std::int64_t high) {
  const auto found = require(key);
  return found ? integer_of(*found, path(key), low, high).value_or(low) : low;
}

double YamlMap::number(const std::string& key, double low, double high) {
  const auto found = require(key);
  if (!found) return high;
  const auto value = parsed<double>(*found);
  if (value && *value >= low && *value <= high) return *value;  // false for NaN
  fault(key, fmt::format("expected a number from {:g} to {:g}, got {}", low, high, described(*found)));
  return high;
}

std::string YamlMap::name(const std::string& key) {
  const std::string found = text(key);
  if (has(key) && find(key)->IsScalar() && !is_name(found))
    fault(key, std::string("expected ") + kNameRule + ", got " + described(*find(key)));
  return found;
}

std::string YamlMap::title(const std::string& key) {
  const std::string found = text(key);
  if (has(key) && find(key)->IsScalar() && !is_title(found))
    fault(key, std::string("expected ") + kTitleRule + ", got " + described(*find(key)));
  return found;
}

bool YamlMap::boolean(const std::string& key) {
  const auto found = require(key);
  if (!found) return false;
  if (found->IsScalar() && (found->Scalar() == "true" || found->Scalar() == "false")) return found->Scalar() == "true";
  fault(key, "expected true or false, got " + described(*found));
  return false;
}

std::vector<std::string> YamlMap::texts(const std::string& key) {
  std::vector<std::string> out;
  for (const YAML::Node& item : sequence(key)) {
    if (item.IsScalar()) {
      out.push_back(item.Scalar());
    } else {
      file_.fault(item, path(key) + ": expected text, got " + described(item));
    }
  }
  return out;
}

std::vector<std::int64_t> YamlMap::integers(const std::string& key, std::int64_t low, std::int64_t high) {
  std::vector<std::int64_t> out;
  for (const YAML::Node& item : sequence(key)) out.push_back(integer_of(item, path(key), low, high).value_or(low));
  return out;
}

YAML::Node YamlMap::mapping(const std::string& key) {
  const auto found = require(key);
  if (!found) return YAML::Node(YAML::NodeType::Map);
  if (found->IsMap()) return *found;
  fault(key, "expected a mapping, got " + described(*found));
  return YAML::Node(YAML::NodeType::Map);
}

YAML::Node YamlMap::sequence(const std::string& key) {
  const auto found = require(key);
  if (!found) return YAML::Node(YAML::NodeType::Sequence);
  if (found->IsSequence()) return *found;
  fault(key, "expected a list, got " + described(*found));
  return YAML::Node(YAML::NodeType::Sequence);
}

void YamlMap::finish() {
  std::set<std::string> seen;
  for (const auto& pair : node_) {
    const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "?";
    if (!seen.insert(key).second) {
      file_.fault(pair.first, path(key) + ": given twice");
    } else if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) {
      file_.fault(pair.first, path(key) + ": unknown key" + did_you_mean(key, asked_));
    }
  }
}

namespace {

/// A hostile file must not exhaust the stack.
constexpr int kDeepestScalar = 8;

void flatten(YamlFile& file, const YAML::Node& node, const std::string& path, int depth,
             std::map<std::string, YamlScalar>& out) {
  if (node.IsScalar()) {
    out[path] = {node.Scalar(), file.place(node)};
  } else if (node.IsMap() && depth < kDeepestScalar) {
    std::set<std::string> seen;
    for (const auto& pair : node) {
      const std::string key = path + "/" + (pair.first.IsScalar() ? pair.first.Scalar() : "?");
      if (seen.insert(key).second) {
        flatten(file, pair.second, key, depth + 1, out);
      } else {
        file.fault(pair.first, key + ": given twice");
      }
    }
  } else {
    file.fault(node, path + ": expected a value or a mapping, got " +
                         (node.IsMap() ? std::string("a deeper mapping") : described(node)));
  }
}

}  // namespace

std::map<std::string, YamlScalar> yaml_scalars(YamlFile& file) {
  std::map<std::string, YamlScalar> out;
  flatten(file, file.root(), "", 0, out);
  return out;
}

std::string yaml_quoted(const std::string& text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace octet::io
