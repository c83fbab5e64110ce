// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/scaled_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace octet::tech {
namespace {

constexpr double kTolerance = 1e-3;  // of figures written with few digits
constexpr const char* kPlus = " + ";

/// `key`, or `sram_access_pj/BYTES[xBITS]`, in a table; null for none, or for two.
const Row* find_row(const Technology& table, const std::string& name) {
  for (std::size_t i = 0; i < kItemCount; ++i)
    if (const auto item = static_cast<Item>(i); name == key(item)) return &table.row(item);
  const Row* found = nullptr;
  for (const SramRow& it : table.sram()) {
    const std::string bytes = fmt::format("sram_access_pj/{}", it.bytes);
    if (name == fmt::format("{}x{}", bytes, it.bits)) return &it.row;
    if (name != bytes) continue;
    if (found != nullptr) return nullptr;
    found = &it.row;
  }
  return found;
}

std::vector<std::string> terms_of(const std::string& from) {
  std::vector<std::string> terms;
  std::size_t begin = 0;
  for (std::size_t plus = from.find(kPlus); plus != std::string::npos; plus = from.find(kPlus, begin)) {
    terms.push_back(from.substr(begin, plus - begin));
    begin = plus + std::string(kPlus).size();
  }
  terms.push_back(from.substr(begin));
  return terms;
}

class Checker {
 public:
  Checker(io::YamlFile& file, const Technology& table, const FindTable& find)
      : file_(file), table_(table), find_(find) {}

  void run(const std::vector<SramRow>& sram) {
    const YAML::Node rows = file_.root()["rows"];
    for (std::size_t i = 0; i < kItemCount; ++i) {
      const auto item = static_cast<Item>(i);
      check(table_.row(item), rows[key(item)], fmt::format("/rows/{}", key(item)));
    }
    const YAML::Node list = file_.root()["sram_access_pj"];
    for (std::size_t i = 0; i < sram.size(); ++i)  // the table has them in another order
      for (const SramRow& it : table_.sram())
        if (it.bytes == sram[i].bytes && it.bits == sram[i].bits)
          check(it.row, list[i], fmt::format("/sram_access_pj/{}", i));
  }

 private:
  void check(const Row& row, const YAML::Node& node, const std::string& path) {
    if (row.mark != Mark::scaled) return;
    double sum = 0.0;
    for (const std::string& term : terms_of(row.from)) {
      const Row* origin = find_origin(term);
      if (origin == nullptr) {
        file_.fault(node["from"],
                    fmt::format("{}/from: expected rows as TABLE/ROW, joined by ' + ', of this table ({}) or a shipped "
                                "one, got '{}'; a figure that follows from no such row is none of mark S",
                                path, table_.name(), term));
        return;
      }
      if (leads_to(*origin, row, 0)) {
        file_.fault(node["from"],
                    fmt::format("{}/from: expected other rows, got '{}', which follows from this one", path, term));
        return;
      }
      sum += origin->value;
    }
    const double expected = sum * row.factor;
    if (std::abs(row.value - expected) > kTolerance * expected)
      file_.fault(node["value"], fmt::format("{}/value: expected {:.6g}, {:.6g} ({}) times {:.6g}, got {:.6g}", path,
                                             expected, sum, row.from, row.factor, row.value));
  }

  const Row* find_origin(const std::string& term) const {
    const std::size_t slash = term.find('/');
    if (slash == std::string::npos) return nullptr;
    const std::string name = term.substr(0, slash), row = term.substr(slash + 1);
    if (name == table_.name()) return find_row(table_, row);
    const Technology* other = find_(name);
    return other == nullptr ? nullptr : find_row(*other, row);
  }

  /// Whether `row` is `goal` or follows from it. Shipped tables name no user's row.
  bool leads_to(const Row& row, const Row& goal, std::size_t depth) const {
    if (&row == &goal) return true;
    if (row.mark != Mark::scaled || depth > kItemCount + table_.sram().size()) return false;
    const std::vector<std::string> terms = terms_of(row.from);
    return std::any_of(terms.begin(), terms.end(), [&](const std::string& term) {
      if (!term.starts_with(table_.name() + "/")) return false;
      const Row* origin = find_origin(term);
      return origin != nullptr && leads_to(*origin, goal, depth + 1);
    });
  }

  io::YamlFile& file_;
  const Technology& table_;
  const FindTable& find_;
};

}  // namespace

void check_scaled_rows(io::YamlFile& file, const Technology& table, const std::vector<SramRow>& sram,
                       const FindTable& find) {
  Checker(file, table, find).run(sram);
}

}  // namespace octet::tech
