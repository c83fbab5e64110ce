// SPDX-License-Identifier: Apache-2.0
#include "sim/report/yaml_json.hpp"

#include <yaml-cpp/yaml.h>

#include <cstdint>

namespace octet::report {
namespace {

Json convert(const YAML::Node& node) {
  if (node.IsMap()) {
    Json object = Json::object();
    for (const auto& entry : node) object[entry.first.as<std::string>()] = convert(entry.second);
    return object;
  }
  if (node.IsSequence()) {
    Json array = Json::array();
    for (const auto& entry : node) array.push_back(convert(entry));
    return array;
  }
  if (!node.IsScalar()) return nullptr;
  // yaml-cpp tags a quoted scalar with "!".
  if (node.Tag() != "!") {
    std::int64_t integer = 0;
    double number = 0.0;
    if (node.Scalar() == "true" || node.Scalar() == "false") return node.Scalar() == "true";
    if (YAML::convert<std::int64_t>::decode(node, integer)) return integer;
    if (YAML::convert<double>::decode(node, number)) return number;
  }
  return node.Scalar();
}

}  // namespace

Json yaml_to_json(const std::string& yaml) { return convert(YAML::Load(yaml)); }

}  // namespace octet::report
