// SPDX-License-Identifier: Apache-2.0
#include "sim/report/json_reader.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>

namespace octet::report {
namespace {

constexpr int kMostLevels = 32;
constexpr std::size_t kMostFaults = 20;
constexpr std::uint64_t kMostCount = std::uint64_t{1} << 53;

const char* name(JsonKind kind) {
  switch (kind) {
    case JsonKind::text:
      return "a text";
    case JsonKind::flag:
      return "true or false";
    case JsonKind::count:
      return "a whole number from 0 to 2^53";
    case JsonKind::number:
      return "a number that is not negative";
    case JsonKind::object:
      return "an object";
    case JsonKind::list:
      return "a list";
  }
  return "";
}

bool is_kind(const Json& value, JsonKind kind) {
  switch (kind) {
    case JsonKind::text:
      return value.is_string();
    case JsonKind::flag:
      return value.is_boolean();
    case JsonKind::count:
      return value.is_number_unsigned() && value.get<std::uint64_t>() <= kMostCount;
    case JsonKind::number:
      return value.is_number() && std::isfinite(value.get<double>()) && value.get<double>() >= 0.0;
    case JsonKind::object:
      return value.is_object();
    case JsonKind::list:
      return value.is_array();
  }
  return false;
}

/// A value as an error quotes it.
std::string quoted(const Json& value) {
  if (value.is_object() || value.is_array()) return fmt::format("{} of {}", value.type_name(), value.size());
  const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

/// A key as a part of a JSON pointer.
std::string pointer_part(const std::string& key) {
  std::string out;
  for (const char c : key) out += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
  return out;
}

}  // namespace

Json read_json(const std::filesystem::path& path, std::uint64_t most_bytes, const ObjectFilter& filter) {
  std::error_code error;
  const bool is_file = std::filesystem::is_regular_file(path, error);
  if (!is_file) throw UserError(path.string(), "expected a file");
  const std::uint64_t bytes = std::filesystem::file_size(path, error);
  if (!error && bytes > most_bytes)
    throw UserError(path.string(), fmt::format("expected at most {} bytes, got {}", most_bytes, bytes));
  std::ifstream in(path, std::ios::binary);
  if (!in) throw UserError(path.string(), fmt::format("cannot be read: {}", std::strerror(errno)));
  const auto event = [&](int depth, Json::parse_event_t what, Json& parsed) {
    if (depth > kMostLevels)
      throw UserError(path.string(), fmt::format("expected at most {} levels of nesting", kMostLevels));
    return what != Json::parse_event_t::object_end || !filter || filter(depth, parsed);
  };
  try {
    return Json::parse(in, event);
  } catch (const Json::parse_error& fault) {
    const std::string text = fault.what();
    const std::size_t head = text.find("] ");
    throw UserError(fmt::format("{} (byte {})", path.string(), fault.byte),
                    fmt::format("expected JSON, got a {}", text.substr(head == std::string::npos ? 0 : head + 2)));
  } catch (const Json::exception& fault) {  // a number beyond double
    throw UserError(path.string(), fmt::format("expected JSON: {}", fault.what()));
  }
}

bool JsonChecker::check(const Json& value, const std::string& place, JsonKind kind, bool may_be_null) {
  if ((may_be_null && value.is_null()) || is_kind(value, kind)) return true;
  add(place, fmt::format("expected {}{}, got {}", name(kind), may_be_null ? " or null" : "", quoted(value)));
  return false;
}

bool JsonChecker::object(const Json& value, const std::string& place, const std::vector<KeyRule>& rules) {
  if (!check(value, place.empty() ? "/" : place, JsonKind::object, false)) return false;
  bool good = true;
  for (const KeyRule& rule : rules) {
    const std::string below = place + "/" + rule.key;
    const auto found = value.find(rule.key);
    if (found != value.end()) {
      good = check(*found, below, rule.kind, rule.may_be_null) && good;
    } else if (!rule.may_be_absent) {
      add(below, fmt::format("expected {}, but it is missing", name(rule.kind)));
      good = false;
    }
  }
  return good;
}

bool JsonChecker::objects(const Json& list, const std::string& place, const std::vector<KeyRule>& rules) {
  bool good = true;
  for (std::size_t i = 0; i < list.size(); ++i) good = object(list[i], fmt::format("{}/{}", place, i), rules) && good;
  return good;
}

bool JsonChecker::members(const Json& value, const std::string& place, JsonKind kind) {
  bool good = true;
  for (const auto& [key, member] : value.items())
    good = check(member, place + "/" + pointer_part(key), kind, false) && good;
  return good;
}

void JsonChecker::finish() const {
  if (faults_.empty()) return;
  std::vector<Diagnostic> told(faults_.begin(),
                               faults_.begin() + static_cast<std::ptrdiff_t>(std::min(faults_.size(), kMostFaults)));
  if (faults_.size() > kMostFaults) told.push_back({file_, fmt::format("and {} more", faults_.size() - kMostFaults)});
  throw UserError(told);
}

}  // namespace octet::report
