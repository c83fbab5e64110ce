// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/read_row.hpp"

#include <fmt/format.h>

namespace octet::tech {
namespace {

constexpr double kSmallest = 1e-12, kLargest = 1e12;  // of any figure, in its unit

}  // namespace

Row read_row(io::YamlMap& map) {
  Row row;
  row.value = map.number("value", kSmallest, kLargest);
  row.source = map.text("source");
  if (map.has("source") && row.source.find_first_not_of(" \t\n") == std::string::npos)
    map.fault("source", "expected where the figure is from, got ''");
  const std::string mark = map.text("mark");
  if (mark.size() == 1 && std::string("CMRS").find(mark) != std::string::npos)
    row.mark = static_cast<Mark>(mark.front());
  else if (map.has("mark"))
    map.fault("mark", fmt::format("expected C (confirmed), M (measured), R (recalled) or S (scaled), got '{}'", mark));
  if (row.mark == Mark::scaled) {
    row.from = map.text("from");
    row.factor = map.number("factor", kSmallest, kLargest);
  } else {
    for (const char* name : {"from", "factor"})
      if (map.has(name)) map.fault(name, "belongs to a scaled row, expected mark: S");
  }
  return row;
}

Row read_row(io::YamlFile& file, io::YamlMap& rows, const std::string& name) {
  const bool is_there = rows.has(name);
  const YAML::Node node = rows.mapping(name);
  if (!is_there || !node.IsMap()) return {};
  io::YamlMap map(file, node, rows.path(name));
  Row row = read_row(map);
  map.finish();
  return row;
}

}  // namespace octet::tech
