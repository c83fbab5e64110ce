// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/read_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "models/core/nearest.hpp"
#include "sim/explore/parameters.hpp"

namespace octet::explore {
namespace {

constexpr std::size_t kMostValues = 100'000;  // of one axis
constexpr std::int64_t kLargest = std::int64_t{1} << 48;

class AxisReader {
 public:
  AxisReader(io::YamlFile& file, std::set<std::string>& taken) : file_(file), taken_(taken) {}

  Axis read(const YAML::Node& key, const YAML::Node& values) {
    path_ = "/axes/" + (key.IsScalar() ? key.Scalar() : std::string("?"));
    axis_.place = file_.place(key);
    read_names(key);
    if (values.IsMap())
      read_range(values);
    else if (values.IsSequence())
      read_list(values);
    else
      fault(values, "expected a list of values or {from, to, step or factor}");
    return axis_;
  }

 private:
  void fault(const YAML::Node& at, const std::string& message) { file_.fault(at, path_ + ": " + message); }

  void read_names(const YAML::Node& key) {
    std::string rest = key.IsScalar() ? key.Scalar() : std::string();
    while (true) {
      const std::size_t comma = rest.find(',');
      std::string name = rest.substr(0, comma);
      name.erase(0, name.find_first_not_of(' '));
      name.erase(name.find_last_not_of(' ') + 1);
      name = parameter_name(name);
      if (!is_parameter(name))
        fault(key, fmt::format("names no parameter: '{}'{}", name, did_you_mean(name, parameter_names())));
      else if (!taken_.insert(name).second)
        fault(key, fmt::format("{} is varied already", name));
      axis_.names.push_back(name);
      if (comma == std::string::npos) return;
      rest.erase(0, comma + 1);
    }
  }

  void add(const YAML::Node& at, std::vector<std::string> choice) {
    if (choice.size() != axis_.names.size())
      return fault(at, fmt::format("expected {} values, one a parameter, got {}", axis_.names.size(), choice.size()));
    for (std::size_t i = 0; i < choice.size(); ++i)
      if (is_parameter(axis_.names[i]))
        if (const auto misfit = parameter_misfit(axis_.names[i], choice[i])) fault(at, *misfit);
    if (!given_.insert(choice).second) fault(at, fmt::format("'{}' is given twice", fmt::join(choice, ", ")));
    axis_.values.push_back(std::move(choice));
  }

  void read_list(const YAML::Node& values) {
    if (values.size() == 0) fault(values, "expected at least one value, got none: the grid is empty");
    if (values.size() > kMostValues) return fault(values, fmt::format("expected at most {} values", kMostValues));
    for (const YAML::Node& value : values) {
      if (value.IsScalar()) {
        add(value, std::vector<std::string>(axis_.names.size(), value.Scalar()));
        continue;
      }
      std::vector<std::string> choice;
      bool is_flat = value.IsSequence();
      if (is_flat)
        for (const YAML::Node& part : value) is_flat = is_flat && part.IsScalar();
      if (!is_flat) {
        fault(value, "expected a value, or a list with one value a parameter");
        continue;
      }
      for (const YAML::Node& part : value) choice.push_back(part.Scalar());
      add(value, std::move(choice));
    }
  }

  void read_range(const YAML::Node& node) {
    io::YamlMap map(file_, node, path_);
    const std::int64_t from = map.integer("from", 0, kLargest), to = map.integer("to", 0, kLargest);
    const bool is_geometric = map.has("factor");
    const std::int64_t by = is_geometric ? map.integer("factor", 2, kLargest) : map.integer("step", 1, kLargest);
    map.finish();
    if (!file_.clean()) return;
    if (from > to) return fault(node, fmt::format("from {} to {} holds no value: the grid is empty", from, to));
    if (is_geometric && from == 0) return fault(node, "expected from of at least 1 with a factor, got 0");
    for (std::int64_t value = from; value <= to && axis_.values.size() <= kMostValues;
         value = is_geometric ? (value > to / by ? to + 1 : value * by) : value + by)
      add(node, std::vector<std::string>(axis_.names.size(), std::to_string(value)));
    if (axis_.values.size() > kMostValues) fault(node, fmt::format("expected at most {} values", kMostValues));
  }

  io::YamlFile& file_;
  std::set<std::string>& taken_;
  std::string path_;
  std::set<std::vector<std::string>> given_;
  Axis axis_;
};

}  // namespace

std::vector<Axis> read_axes(io::YamlFile& file, const YAML::Node& axes) {
  std::vector<Axis> out;
  std::set<std::string> taken;
  if (!axes.IsMap()) return out;
  if (axes.size() == 0) file.fault(axes, "/axes: expected at least one axis, got none: the grid is empty");
  for (const auto& pair : axes) out.push_back(AxisReader(file, taken).read(pair.first, pair.second));
  return out;
}

}  // namespace octet::explore
