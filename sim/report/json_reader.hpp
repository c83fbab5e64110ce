// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "models/core/error.hpp"
#include "sim/report/yaml_json.hpp"

namespace octet::report {

/// Called for every object that closes `depth` levels below the document (1: a member of it); false drops the object,
/// so that a long list never stands in memory.
using ObjectFilter = std::function<bool(int depth, const Json& object)>;

/// Reads a JSON file as hostile input: UserError with file and byte for what is no JSON, deeper than 32 levels or
/// larger than `most_bytes`.
Json read_json(const std::filesystem::path& path, std::uint64_t most_bytes, const ObjectFilter& filter = {});

/// What a value of a document must be.
enum class JsonKind { text, flag, count, number, object, list };

/// One rule: a key, its kind, whether it may be null, whether it may be absent.
struct KeyRule {
  const char* key;
  JsonKind kind;
  bool may_be_null = false;
  bool may_be_absent = false;
};

/// Checks values of one file against rules and keeps every problem. Counts are whole numbers of at most 2^53, which a
/// browser holds exactly; numbers are finite; neither is negative.
class JsonChecker {
 public:
  explicit JsonChecker(std::string file) : file_(std::move(file)) {}

  /// `value`, found at the JSON pointer `place`, must be an object that follows `rules`; returns whether it does.
  bool object(const Json& value, const std::string& place, const std::vector<KeyRule>& rules);
  /// The same for every element of a list.
  bool objects(const Json& list, const std::string& place, const std::vector<KeyRule>& rules);
  /// Every member of `value` must have this kind.
  bool members(const Json& value, const std::string& place, JsonKind kind);
  void add(const std::string& place, const std::string& message) { faults_.push_back({file_, place + ": " + message}); }

  bool good() const { return faults_.empty(); }
  /// Throws UserError with the problems, at most 20 of them and how many more there are.
  void finish() const;

 private:
  bool check(const Json& value, const std::string& place, JsonKind kind, bool may_be_null);

  std::string file_;
  std::vector<Diagnostic> faults_;
};

}  // namespace octet::report
