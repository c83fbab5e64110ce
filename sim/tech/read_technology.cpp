// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "models/core/nearest.hpp"
#include "sim/tech/read_row.hpp"
#include "sim/tech/scaled_rows.hpp"
#include "sim/tech/shipped_tables.hpp"
#include "sim/tech/technology.hpp"

namespace octet::tech {
namespace {

std::vector<SramRow> read_sram(io::YamlFile& file, io::YamlMap& root) {
  std::vector<SramRow> rows;
  const YAML::Node list = root.sequence("sram_access_pj");
  for (std::size_t i = 0; i < list.size(); ++i) {
    io::YamlMap map(file, list[i], fmt::format("/sram_access_pj/{}", i));
    SramRow row;
    row.bytes = static_cast<std::uint64_t>(map.integer("bytes", 1, std::int64_t{1} << 40));
    row.bits = static_cast<std::uint64_t>(map.integer("bits", 1, 65'536));
    row.row = read_row(map);
    for (const SramRow& other : rows)
      if (other.bytes == row.bytes && other.bits == row.bits)
        map.fault("bytes", fmt::format("{} bytes at {} bits: given twice", row.bytes, row.bits));
    map.finish();
    rows.push_back(std::move(row));
  }
  if (root.has("sram_access_pj") && list.size() == 0)
    root.fault("sram_access_pj", "expected at least one row, got an empty list");
  return rows;
}

const Technology* find_shipped(const std::string& name);

Technology read(io::YamlFile file) {
  io::YamlMap root(file, file.root(), "");
  root.integer("octet_technology", 1, 1);
  const std::string name = root.name("name");
  const int node_nm = static_cast<int>(root.integer("node_nm", 1, 10'000));
  const YAML::Node list = root.mapping("rows");
  io::YamlMap rows(file, list, "/rows");
  std::array<Row, kItemCount> items;
  for (std::size_t i = 0; i < kItemCount; ++i) items[i] = read_row(file, rows, key(static_cast<Item>(i)));
  rows.finish();
  std::vector<SramRow> sram = read_sram(file, root);
  root.finish();
  file.finish();
  const Technology table(name, node_nm, std::move(items), sram);
  check_scaled_rows(file, table, sram, find_shipped);
  file.finish();
  return table;
}

/// A shipped table, read once; null for another name. Their rows follow from each other's, never in a circle.
const Technology* find_shipped(const std::string& name) {
  static std::map<std::string, Technology> tables;
  for (const ShippedTable& table : shipped_tables()) {
    if (table.name != name) continue;
    const auto found = tables.find(name);
    return &(found != tables.end() ? found : tables.emplace(name, read_technology(name)).first)->second;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> shipped_technologies() {
  std::vector<std::string> names;
  for (const ShippedTable& table : shipped_tables()) names.emplace_back(table.name);
  return names;
}

Technology parse_technology(const std::string& yaml, const std::string& name) { return read(io::YamlFile(yaml, name)); }

Technology read_technology(const std::string& file_or_name) {
  for (const ShippedTable& table : shipped_tables())
    if (table.name == file_or_name)
      return parse_technology(std::string(table.text), "(shipped) " + file_or_name + ".yaml");
  if (!std::filesystem::exists(file_or_name))
    throw UserError(file_or_name, fmt::format("expected a technology table or one of {}, found nothing there{}",
                                              fmt::join(shipped_technologies(), ", "),
                                              did_you_mean(file_or_name, shipped_technologies())));
  return read(io::YamlFile(std::filesystem::path(file_or_name)));
}

}  // namespace octet::tech
