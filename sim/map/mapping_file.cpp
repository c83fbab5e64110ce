// SPDX-License-Identifier: Apache-2.0
#include "sim/map/mapping_file.hpp"

#include <fmt/format.h>

#include <map>

#include "models/core/nearest.hpp"
#include "models/io/yaml_reader.hpp"

namespace octet::map {
namespace {

constexpr std::int64_t kMostTiles = 65'535, kMostSlots = 255;

struct FlagKey {
  const char* name;
  std::optional<bool> LayerMapping::*flag;
};
constexpr FlagKey kFlags[] = {{"fused", &LayerMapping::is_fused},
                              {"on_chip", &LayerMapping::is_on_chip},
                              {"smallest", &LayerMapping::is_smallest}};

LayerMapping read_layer(io::YamlFile& file, const YAML::Node& node, const std::string& path) {
  io::YamlMap map(file, node, path);
  LayerMapping out;
  for (const FlagKey& key : kFlags)
    if (map.has(key.name)) out.*key.flag = map.boolean(key.name);
  if (map.has("chunk_tiles")) out.chunk_tiles = static_cast<std::uint32_t>(map.integer("chunk_tiles", 1, kMostTiles));
  if (map.has("slots")) {
    io::YamlMap slots(file, map.mapping("slots"), map.path("slots"));
    for (const machine::Space space : machine::kBuffers) {
      const std::int64_t least = space == machine::Space::weight ? 0 : 1;
      if (slots.has(machine::name(space)))
        out.slots[space] = static_cast<std::uint32_t>(slots.integer(machine::name(space), least, kMostSlots));
    }
    slots.finish();
  }
  map.finish();
  return out;
}

Mapping read(io::YamlFile file, const graph::Model& model) {
  std::map<std::string, std::size_t> nodes;
  std::vector<std::string> names;
  for (const graph::Node& node : model.nodes) {
    nodes.emplace(node.name, nodes.size());
    names.push_back(node.name);
  }
  const auto find = [&](const YAML::Node& at, const std::string& name, const std::string& path) {
    const auto found = nodes.find(name);
    if (found != nodes.end()) return std::optional(found->second);
    file.fault(at, path + ": expected a layer of " + model.name + ", got '" + name + "'" + did_you_mean(name, names));
    return std::optional<std::size_t>();
  };

  io::YamlMap root(file, file.root(), "");
  Mapping out;
  root.integer("octet_mapping", 1, 1);
  root.text("model", "");
  root.text("architecture", "");
  if (root.has("order"))
    for (const YAML::Node& it : root.sequence("order")) {
      if (!it.IsScalar())
        file.fault(it, "/order: expected names of layers");
      else if (const auto node = find(it, it.Scalar(), "/order"))
        out.order.push_back(*node);
    }
  if (root.has("layers")) {
    out.layers.resize(model.nodes.size());
    io::YamlMap layers(file, root.mapping("layers"), "/layers");
    for (const auto& it : layers.node()) {
      const std::string name = it.first.IsScalar() ? it.first.Scalar() : "";
      layers.has(name);
      if (const auto node = find(it.first, name, "/layers"))
        out.layers[*node] = read_layer(file, it.second, "/layers/" + name);
    }
    layers.finish();
  }
  root.finish();
  file.finish();
  return out;
}

}  // namespace

Mapping read_mapping(const std::filesystem::path& path, const graph::Model& model) {
  Mapping out = read(io::YamlFile(path), model);
  out.file = path.string();
  return out;
}

Mapping parse_mapping(const std::string& yaml, const std::string& name, const graph::Model& model) {
  Mapping out = read(io::YamlFile(yaml, name), model);
  out.file = name;
  return out;
}

std::string to_yaml(const Mapping& mapping, const graph::Model& model, const std::string& architecture) {
  std::string out = fmt::format("octet_mapping: 1\nmodel: {}\narchitecture: {}\n", io::yaml_quoted(model.name),
                                io::yaml_quoted(architecture));
  if (!mapping.order.empty()) out += "order:\n";
  for (const std::size_t node : mapping.order) out += fmt::format("  - {}\n", io::yaml_quoted(model.nodes[node].name));
  std::string layers;
  for (std::size_t node = 0; node < mapping.layers.size(); ++node) {
    const LayerMapping& it = mapping.layers[node];
    std::string text, slots;
    const auto add = [](std::string& to, const std::string& key, const std::string& value) {
      to += fmt::format("{}{}: {}", to.empty() ? "" : ", ", key, value);
    };
    for (const FlagKey& key : kFlags)
      if (const std::optional<bool>& flag = it.*key.flag) add(text, key.name, *flag ? "true" : "false");
    if (it.chunk_tiles) add(text, "chunk_tiles", std::to_string(*it.chunk_tiles));
    for (const machine::Space space : machine::kBuffers)
      if (it.slots[space]) add(slots, machine::name(space), std::to_string(*it.slots[space]));
    if (!slots.empty()) add(text, "slots", "{" + slots + "}");
    if (!text.empty()) layers += fmt::format("  {}: {{{}}}\n", io::yaml_quoted(model.nodes[node].name), text);
  }
  return layers.empty() ? out : out + "layers:\n" + layers;
}

}  // namespace octet::map
