// SPDX-License-Identifier: Apache-2.0
#include "hw/arch/architecture.hpp"

#include <algorithm>
#include <filesystem>

#include "hw/arch/fields.hpp"
#include "hw/arch/resolve.hpp"
#include "hw/arch/shipped.hpp"
#include "models/core/nearest.hpp"
#include "models/io/files.hpp"
#include "models/machine/tables.hpp"

namespace octet::arch {
namespace {

constexpr std::uint64_t kLargestFile = 1'000'000;

std::string to_text(const Field& field, Architecture& architecture) {
  return std::visit(
      [&](const auto* slot) -> std::string {
        using T = std::remove_cvref_t<decltype(*slot)>;
        if constexpr (std::is_same_v<T, std::string>) {
          return '"' + *slot + '"';  // only plain characters get this far
        } else if constexpr (std::is_same_v<T, hw::MemoryDevice>) {
          return std::string("\"") + slot->kind().name + '"';
        } else if constexpr (std::is_same_v<T, bool>) {
          if (std::string_view(field.path).ends_with("/ports")) return *slot ? "dual" : "single";
          return *slot ? "true" : "false";
        } else {
          if (!field.names.empty()) return std::string("\"") + field.names[static_cast<std::size_t>(*slot)] + '"';
          return std::to_string(*slot);
        }
      },
      field.slot(architecture));
}

}  // namespace

bool Architecture::has(machine::UnitKind kind) const { return !machine::row(kind).is_optional || lanes.of(kind) > 0; }

program::Geometry Architecture::geometry() const {
  const auto of = [](const Buffer& buffer) { return program::BufferGeometry{buffer.bytes, buffer.banks}; };
  return {.rows = rows,
          .columns = columns,
          .buffers = {of(buffers.activation), of(buffers.weight), of(buffers.accumulator), of(buffers.parameter)},
          .queue_depth = queue_depth,
          .dram_bytes = memory.bytes,
          .multiplier_bits = static_cast<std::uint32_t>(numerics.multiplier_bits_max)};
}

Architecture read_architecture(const std::string& file_or_name, const std::vector<std::string>& overrides) {
  std::vector<Diagnostic> faults;
  RawArchitecture raw;
  const auto shipped = std::find_if(shipped_files().begin(), shipped_files().end(),
                                    [&](const ShippedFile& file) { return file.name == file_or_name; });
  if (shipped != shipped_files().end()) {
    raw = parse_raw(std::string(shipped->text), "(shipped) " + file_or_name + ".yaml", faults);
  } else if (!std::filesystem::exists(file_or_name)) {
    std::string names;
    for (const std::string& name : shipped_architectures()) names += (names.empty() ? "" : ", ") + name;
    throw UserError(file_or_name, "expected an architecture file or one of " + names + ", found nothing there" +
                                      did_you_mean(file_or_name, shipped_architectures()));
  } else {
    raw = parse_raw(io::read_file(file_or_name, kLargestFile), file_or_name, faults);
  }
  for (const std::string& option : overrides) apply_override(raw, option, faults);
  return resolve(raw, std::move(faults));
}

std::string to_yaml(const Architecture& architecture) {
  Architecture copy = architecture;  // slots are for writing too
  std::string out;
  std::vector<std::string> open;
  for (const Field& field : fields()) {
    if (!field.is_of(copy)) continue;
    const std::string value = to_text(field, copy);
    if (field.is_optional && value == "0") continue;
    std::vector<std::string> parts;
    const std::string path = field.path.substr(1) + "/";
    for (std::size_t at = 0; at < path.size(); at = path.find('/', at) + 1)
      parts.push_back(path.substr(at, path.find('/', at) - at));
    // The table lists keys of one mapping together, so a heading is due exactly where the path departs from the last
    // one.
    std::size_t level = 0;
    while (level + 1 < parts.size() && level < open.size() && open[level] == parts[level]) ++level;
    open.resize(level);
    for (; level + 1 < parts.size(); ++level) {
      out += std::string(2 * level, ' ') + parts[level] + ":\n";
      open.push_back(parts[level]);
    }
    out += std::string(2 * level, ' ') + parts.back() + ": " + value + "\n";
  }
  return out;
}

std::vector<std::string> shipped_architectures() {
  std::vector<std::string> names;
  for (const ShippedFile& file : shipped_files()) names.emplace_back(file.name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace octet::arch
