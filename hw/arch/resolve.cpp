// SPDX-License-Identifier: Apache-2.0
#include "hw/arch/resolve.hpp"

#include <algorithm>
#include <bit>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>

#include "hw/arch/fields.hpp"
#include "models/core/nearest.hpp"

namespace octet::arch {
namespace {

constexpr std::size_t kMostFaults = 100;  // of one file; nobody reads more

/// A non-negative integer, with a binary unit where bytes are meant: `131072` or `128 KiB`.
std::optional<std::uint64_t> parse_integer(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  std::string_view unit(end, text.size() - static_cast<std::size_t>(end - text.data()));
  if (unit.empty()) return value;
  if (unit.front() == ' ') unit.remove_prefix(1);
  const int shift = unit == "KiB" ? 10 : unit == "MiB" ? 20 : unit == "GiB" ? 30 : -1;
  if (shift < 0 || value > (std::uint64_t{1} << 48)) return std::nullopt;
  return value << shift >> shift == value ? std::optional(value << shift) : std::nullopt;
}

std::string expected(const Field& field) {
  const std::string what = field.rule == Rule::power_of_two ? "a power of two" : "an integer";
  return what + " from " + std::to_string(field.low) + " to " + std::to_string(field.high);
}

/// Near values for a number that is in range and no power of two, or out of range where only few are.
std::string near_values(const Field& field, const std::string& text) {
  const std::optional<std::uint64_t> value = parse_integer(text);
  if (field.rule != Rule::power_of_two || !value) return {};
  return did_you_mean_number(*value, field.low, field.high, [](std::uint64_t at) { return std::has_single_bit(at); });
}

std::string listed(std::span<const char* const> names) {
  std::string out;
  for (const char* name : names) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

/// Stores `text` in the field; returns what was expected when it does not fit.
struct Store {
  const Field& field;
  const std::string& text;

  std::optional<std::string> operator()(std::string* slot) const {
    const auto is_plain = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    };
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_plain))
      return "a name of letters, digits, '-', '_' and '.'";
    *slot = text;
    return std::nullopt;
  }
  std::optional<std::string> operator()(hw::MemoryDevice* slot) const {
    const hw::MemoryKind* kind = hw::find_memory_kind(text);
    if (kind != nullptr) {
      *slot = hw::MemoryDevice(*kind);
      return std::nullopt;
    }
    std::vector<const char*> names;
    for (const hw::MemoryKind* it : hw::memory_kinds()) names.push_back(it->name);
    return "one of " + listed(names);
  }
  std::optional<std::string> operator()(bool* slot) const {
    const bool is_ports = std::string_view(field.path).ends_with("/ports");
    const char* yes = is_ports ? "dual" : "true";
    const char* no = is_ports ? "single" : "false";
    if (text != yes && text != no) return std::string(yes) + " or " + no;
    *slot = text == yes;
    return std::nullopt;
  }
  template <class T>
  std::optional<std::string> operator()(T* slot) const {
    if (!field.names.empty()) {
      const auto named = std::find(field.names.begin(), field.names.end(), text);
      if (named == field.names.end()) return "one of " + listed(field.names);
      *slot = static_cast<T>(named - field.names.begin());
      return std::nullopt;
    }
    const auto value = parse_integer(text);
    if (!value || *value < field.low || *value > field.high) return expected(field);
    if (field.rule == Rule::power_of_two && !std::has_single_bit(*value)) return expected(field);
    *slot = static_cast<T>(*value);
    return std::nullopt;
  }
};

std::optional<std::string> misfit(const Field& field, const std::string& text, Architecture& out) {
  const auto want = std::visit(Store{field, text}, field.slot(out));
  if (!want) return std::nullopt;
  return "expected " + *want + ", got '" + text.substr(0, 80) + "'" + near_values(field, text);
}

/// Rules between fields. Runs only when every field alone is right.
class CrossChecks {
 public:
  CrossChecks(const RawArchitecture& raw, std::vector<Diagnostic>& faults) : raw_(raw), faults_(faults) {}

  void require(bool holds, const std::string& path, const std::string& want, const std::string& hint = {}) {
    const RawValue& value = raw_.values.at(path);
    if (!holds) faults_.push_back({value.place, path + ": expected " + want + ", got '" + value.text + "'" + hint});
  }

 private:
  const RawArchitecture& raw_;
  std::vector<Diagnostic>& faults_;
};

void check_between_fields(const Architecture& it, const RawArchitecture& raw, std::vector<Diagnostic>& faults) {
  CrossChecks checks(raw, faults);
  const std::string at_most_rows = "at most /array/rows (" + std::to_string(it.rows) + ")";
  for (const machine::LanesKey& key : machine::kLanes)
    if (raw.values.contains(key.path)) checks.require(it.lanes.*key.member <= it.rows, key.path, at_most_rows);
  const program::Geometry geometry = it.geometry();
  const auto whole_granules = [&](const char* path, machine::Space space) {
    const Buffer& buffer = it.buffers[space];
    const std::uint64_t granule = geometry.granule_bytes(space), unit = granule * buffer.banks;
    const auto is_whole = [&](std::uint64_t bytes) { return unit != 0 && bytes % unit == 0; };
    if (is_whole(buffer.bytes)) return;
    checks.require(false, path,
                   "a multiple of banks x " + std::to_string(granule) + " bytes (" + std::to_string(unit) + ")",
                   did_you_mean_number(buffer.bytes, kLeastBuffer, kLargestBuffer, is_whole));
  };
  // A granule never straddles two banks: the bank is a function of its address.
  whole_granules("/buffers/activation/bytes", machine::Space::activation);
  whole_granules("/buffers/weight/bytes", machine::Space::weight);
  whole_granules("/buffers/accumulator/bytes", machine::Space::accumulator);
  whole_granules("/buffers/parameter/bytes", machine::Space::parameter);
  checks.require(it.memory.burst_bytes >= it.memory.beat_bytes, "/memory/burst_bytes",
                 "at least /memory/beat_bytes (" + std::to_string(it.memory.beat_bytes) + ")");
  // AXI4: a burst of at most 256 beats that crosses no multiple of 4096. One that starts within a beat has a beat more.
  const std::uint64_t longest = it.memory.beat_bytes >= 16 ? 4096 : std::uint64_t{128} * it.memory.beat_bytes;
  checks.require(it.memory.burst_bytes <= longest, "/memory/burst_bytes",
                 "at most " + std::to_string(longest) + ", 256 beats of " + std::to_string(it.memory.beat_bytes) +
                     " bytes wherever the burst starts");
}

/// The kind of memory that an architecture names, and which keys are of others.
class ChosenMemory {
 public:
  explicit ChosenMemory(const RawArchitecture& raw) {
    const auto found = raw.values.find("/memory/kind");
    if (found == raw.values.end()) return;
    kind_ = hw::find_memory_kind(found->second.text);
    is_by_option_ = is_option(found->second);
  }
  /// Then what it lacks has its usual value, and what the file says of another kind counts for nothing.
  bool is_by_option() const { return is_by_option_; }
  void forget_others(RawArchitecture& raw) const {
    if (is_by_option_)
      std::erase_if(raw.values, [&](const auto& it) { return misplaced(it.first) && !is_option(it.second); });
  }
  /// What is wrong with a key that only other kinds have.
  std::optional<std::string> misplaced(const std::string& path) const {
    std::vector<const char*> kinds;
    for (const Field& field : fields()) {
      if (field.path != path) continue;
      if (field.kind == nullptr || field.kind == kind_) return std::nullopt;
      kinds.push_back(field.kind->name);
    }
    if (kinds.empty() || kind_ == nullptr) return std::nullopt;
    return "expected a memory of kind " + listed(kinds) + ", got kind " + kind_->name;
  }

 private:
  const hw::MemoryKind* kind_ = nullptr;
  bool is_by_option_ = false;
};

}  // namespace

std::optional<std::string> find_misfit(const Field& field, const std::string& text) {
  Architecture scratch;
  if (field.kind != nullptr) scratch.memory.device = hw::MemoryDevice(*field.kind);
  return misfit(field, text, scratch);
}

Architecture resolve(RawArchitecture raw, std::vector<Diagnostic> faults) {
  const ChosenMemory memory(raw);
  memory.forget_others(raw);
  Architecture out;
  for (const Field& field : fields()) {
    if (!field.is_of(out)) continue;
    const auto found = raw.values.find(field.path);
    if (found == raw.values.end()) {
      const bool may_be_missing = field.is_optional || (field.kind != nullptr && memory.is_by_option());
      if (!may_be_missing) faults.push_back({raw.file, field.path + ": required, but missing"});
      continue;
    }
    const auto& [text, place] = found->second;
    if (const auto fault = misfit(field, text, out)) faults.push_back({place, field.path + ": " + *fault});
  }
  std::vector<std::string> known;
  for (const Field& field : fields()) known.emplace_back(field.path);
  for (const auto& [path, value] : raw.values) {
    if (std::find(known.begin(), known.end(), path) == known.end())
      faults.push_back({value.place, path + ": unknown key" +
                                         (faults.size() < kMostFaults ? did_you_mean(path, known) : std::string())});
    else if (const auto fault = memory.misplaced(path))
      faults.push_back({value.place, path + ": " + *fault});
  }
  if (faults.empty()) check_between_fields(out, raw, faults);
  if (faults.size() > kMostFaults) {
    const std::size_t more = faults.size() - kMostFaults;
    faults.resize(kMostFaults);
    faults.push_back({raw.file, "and " + std::to_string(more) + " more problems"});
  }
  if (!faults.empty()) throw UserError(std::move(faults));
  return out;
}

Architecture with_override(const Architecture& architecture, const std::string& option) {
  std::vector<Diagnostic> faults;
  RawArchitecture raw = parse_raw(to_yaml(architecture), architecture.name, faults);
  apply_override(raw, option, faults);
  return resolve(raw, std::move(faults));
}

}  // namespace octet::arch
