// SPDX-License-Identifier: Apache-2.0
#include "sim/synthesis/liberty.hpp"

#include <fmt/format.h>

#include <array>

#include "models/core/error.hpp"
#include "models/io/files.hpp"
#include "sim/synthesis/liberty_reader.hpp"

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

}  // namespace

Liberty read_liberty(const std::string& file_or_name) {
  std::filesystem::path path = file_or_name;
  for (const Known& known : kKnown) {
    if (file_or_name != known.name) continue;
    path = known.path;
    if (!std::filesystem::exists(path))
      throw UserError(file_or_name,
                      std::string("expected the Debian package ") + known.package + ", found nothing at " + known.path);
  }
  std::error_code error;
  if (std::filesystem::status(path, error).type() == std::filesystem::file_type::not_found)
    throw UserError(file_or_name, "expected a liberty file, or osu018 or osu035, found nothing there");
  Liberty out = parse_liberty(io::read_file(path, kLargestLiberty), path.string());
  out.path = path;
  return out;
}

Liberty parse_liberty(std::string text, const std::string& name) {
  Liberty out;
  out.path = name;
  LibertyReader reader(text, name);
  reader.read();
  out.without_areas = reader.without_areas();
  out.cells = reader.cells() - out.without_areas.size();
  if (out.cells == 0)
    throw UserError(name, fmt::format("expected cells with areas, found {} cells, none with an area above 0",
                                      out.without_areas.size()));
  out.text = std::move(text);
  return out;
}

}  // namespace octet::synthesis
