// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/liberty.hpp"

#include <array>
#include <charconv>

#include "models/core/error.hpp"
#include "models/graph/files.hpp"

namespace octet::synthesis {
namespace {

constexpr std::uint64_t kLargestLiberty = 500'000'000;

struct Known {
  const char *name, *path, *package;
};
constexpr std::array<Known, 2> kKnown = {{
    {"osu018", "/usr/share/qflow/tech/osu018/osu018_stdcells.lib", "qflow-tech-osu018"},
    {"osu035", "/usr/share/qflow/tech/osu035/osu035_stdcells.lib", "qflow-tech-osu035"},
}};

/// How many statements `area : N;` with a positive N a library has.
std::size_t count_areas(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find("area"); at != std::string::npos; at = text.find("area", at + 4)) {
    if (at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) || text[at - 1] == '_')) continue;
    std::size_t value = text.find_first_not_of(" \t", at + 4);
    if (value == std::string::npos || text[value] != ':') continue;
    value = text.find_first_not_of(" \t\"", value + 1);
    double area = 0.0;
    if (value == std::string::npos) continue;
    std::from_chars(text.data() + value, text.data() + text.size(), area);
    if (area > 0.0) ++count;
  }
  return count;
}

}  // namespace

Liberty read_liberty(const std::string& file_or_name) {
  Liberty out;
  out.path = file_or_name;
  for (const Known& known : kKnown) {
    if (file_or_name != known.name) continue;
    out.path = known.path;
    if (!std::filesystem::exists(out.path))
      throw UserError(file_or_name,
                      std::string("expected the Debian package ") + known.package + ", found nothing at " + known.path);
  }
  if (!std::filesystem::exists(out.path))
    throw UserError(file_or_name, "expected a liberty file, or osu018 or osu035, found nothing there");
  out.text = graph::read_file(out.path, kLargestLiberty);
  const std::size_t first = out.text.find("library");
  if (first == std::string::npos || out.text.find("cell", first) == std::string::npos)
    throw UserError(file_or_name,
                    "expected a liberty file (library (...) {cell (...) ...}), found no library with cells");
  out.cells = count_areas(out.text);
  if (out.cells == 0) throw UserError(file_or_name, "expected cells with areas, found none with an area above 0");
  return out;
}

}  // namespace octet::synthesis
