// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/spec.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/core/nearest.hpp"
#include "models/io/files.hpp"
#include "models/io/yaml_reader.hpp"
#include "sim/explore/metrics.hpp"
#include "sim/explore/parameters.hpp"
#include "sim/explore/read_axes.hpp"

namespace octet::explore {
namespace {

constexpr std::uint64_t kLargestFile = 4'000'000;
constexpr std::int64_t kMostPoints = 10'000'000;
constexpr std::int64_t kMostImages = 1'000'000'000;
constexpr double kMostSeconds = 1e6;
constexpr std::int64_t kMostMemory = std::int64_t{1} << 24;

class SpecReader {
 public:
  explicit SpecReader(const std::string& yaml, const std::string& name)
      : file_(yaml, name), root_(file_, file_.root(), "") {
    spec_.text = yaml;
    spec_.file = name;
  }

  Spec read() {
    root_.integer("octet_sweep", 1, 1);
    spec_.architecture = root_.text("architecture");
    spec_.recipe = root_.text("recipe", "");
    spec_.dataset = root_.text("dataset", "");
    spec_.technology = root_.text("technology", "");
    spec_.axes = read_axes(file_, root_.mapping("axes"));
    read_workloads();
    read_settings();
    read_objectives();
    read_constraints();
    read_search();
    read_finalists();
    read_limits();
    root_.finish();
    file_.finish();
    return std::move(spec_);
  }

 private:
  void read_workloads() {
    for (const Axis& axis : spec_.axes)
      for (std::size_t i = 0; i < axis.names.size(); ++i)
        if (axis.names[i] == "workload")
          for (const auto& choice : axis.values) spec_.workloads.push_back(choice[i]);
    if (spec_.workloads.empty())
      spec_.workloads.push_back(root_.text("workload"));
    else if (root_.has("workload"))
      root_.fault("workload", "is an axis already");
  }

  void read_settings() {
    if (!root_.has("set")) return;
    const YAML::Node node = root_.mapping("set");
    if (!node.IsMap()) return;
    for (const auto& pair : node) {
      const std::string key = pair.first.IsScalar() ? parameter_name(pair.first.Scalar()) : "?";
      const std::string value = pair.second.IsScalar() ? pair.second.Scalar() : "";
      if (!is_parameter(key) || is_recipe_parameter(key) || key == "workload")
        file_.fault(pair.first, fmt::format("/set/{}: names no value of the architecture{}", key,
                                            did_you_mean(key, parameter_names())));
      else if (const auto misfit = parameter_misfit(key, value))
        file_.fault(pair.second, fmt::format("/set/{}: {}", key, *misfit));
      for (const Axis& axis : spec_.axes)
        if (std::find(axis.names.begin(), axis.names.end(), key) != axis.names.end())
          file_.fault(pair.first, fmt::format("/set/{}: is an axis already", key));
      spec_.settings.push_back(key + "=" + value);
    }
  }

  void read_objectives() {
    for (const std::string& text : root_.texts("objectives")) {
      std::string metric = text;
      Objective objective;
      const std::size_t space = text.find(' ');
      if (space != std::string::npos) metric = text.substr(space + 1);
      const std::string word = space == std::string::npos ? "" : text.substr(0, space);
      objective.metric = metric;
      objective.is_maximized = word.empty() ? is_better_larger(metric) : word == "max";
      if (!is_metric(metric))
        root_.fault("objectives", fmt::format("expected metrics ({}), got '{}'{}", fmt::join(metric_names(), ", "),
                                              metric, did_you_mean(metric, metric_names())));
      if (!word.empty() && word != "min" && word != "max")
        root_.fault("objectives", fmt::format("expected 'min METRIC', 'max METRIC' or 'METRIC', got '{}'", text));
      for (const Objective& other : spec_.objectives)
        if (other.metric == metric) root_.fault("objectives", fmt::format("{} is given twice", metric));
      spec_.objectives.push_back(objective);
    }
    if (file_.clean() && spec_.objectives.empty()) root_.fault("objectives", "expected at least one metric, got none");
  }

  void read_constraints() {
    if (!root_.has("constraints")) return;
    const YAML::Node node = root_.sequence("constraints");
    if (!node.IsSequence()) return;
    for (const YAML::Node& entry : node) {
      try {
        spec_.constraints.push_back(parse_constraint(entry.IsScalar() ? entry.Scalar() : "", file_.place(entry)));
      } catch (const UserError& error) {
        for (const Diagnostic& diagnostic : error.diagnostics()) file_.fault(entry, diagnostic.message);
      }
    }
    for (const Diagnostic& fault : contradictions(spec_.constraints)) file_.fault(node, fault.message);
  }

  void read_search() {
    if (!root_.has("search")) return;
    io::YamlMap map(file_, root_.mapping("search"), "/search");
    SearchPlan& plan = spec_.search;
    const std::string method = map.text("method");
    if (method == "random")
      plan.method = Method::random;
    else if (method == "evolution")
      plan.method = Method::evolution;
    else if (method != "grid")
      map.fault("method", fmt::format("expected grid, random or evolution, got '{}'", method));
    if (plan.method != Method::grid) {
      plan.points = static_cast<std::uint64_t>(map.integer("points", 1, kMostPoints));
      plan.seed = static_cast<std::uint64_t>(map.integer("seed", 0, kMostImages, 1));
    }
    if (plan.method == Method::evolution)
      plan.population =
          static_cast<std::uint64_t>(map.integer("population", 4, 10'000, static_cast<std::int64_t>(plan.population)));
    map.finish();
  }

  void read_finalists() {
    if (!root_.has("finalists")) return;
    io::YamlMap map(file_, root_.mapping("finalists"), "/finalists");
    Finalists& it = spec_.finalists;
    it.points = static_cast<std::uint64_t>(map.integer("points", 0, 100'000, static_cast<std::int64_t>(it.points)));
    it.images = static_cast<std::uint64_t>(map.integer("images", 1, kMostImages, 0));
    it.screen_images = static_cast<std::uint64_t>(
        map.integer("screen_images", 1, kMostImages, static_cast<std::int64_t>(it.screen_images)));
    map.finish();
  }

  void read_limits() {
    if (!root_.has("limits")) return;
    io::YamlMap map(file_, root_.mapping("limits"), "/limits");
    if (map.has("seconds")) spec_.limits.seconds = map.number("seconds", 0.001, kMostSeconds);
    spec_.limits.memory_mib = static_cast<std::uint64_t>(map.integer("memory_mib", 64, kMostMemory, 0));
    map.finish();
  }

  io::YamlFile file_;
  io::YamlMap root_;
  Spec spec_;
};

}  // namespace

const char* name(Method method) {
  switch (method) {
    case Method::grid:
      return "grid";
    case Method::random:
      return "random";
    case Method::evolution:
      return "evolution";
  }
  return "?";
}

bool Spec::screens_accuracy() const {
  const auto is_accuracy = [](const Constraint::Operand& operand) {
    const auto* metric = std::get_if<std::string>(&operand);
    return metric != nullptr && *metric == kAccuracy;
  };
  return std::any_of(objectives.begin(), objectives.end(),
                     [](const Objective& it) { return it.metric == kAccuracy; }) ||
         std::any_of(constraints.begin(), constraints.end(),
                     [&](const Constraint& it) { return is_accuracy(it.left) || is_accuracy(it.right); });
}

Spec read_spec(const std::filesystem::path& path) {
  Spec spec = parse_spec(io::read_file(path, kLargestFile), path.string());
  const std::filesystem::path folder = path.parent_path();
  const auto resolve = [&](std::string& named) {
    if (!named.empty()) named = (folder / named).lexically_normal().string();
  };
  // What may be a shipped name is a file only where there is one.
  const auto resolve_file = [&](std::string& named) {
    std::error_code error;
    if (std::filesystem::is_regular_file(folder / named, error)) resolve(named);
  };
  for (std::string& workload : spec.workloads) resolve(workload);
  for (Axis& axis : spec.axes)
    for (std::size_t i = 0; i < axis.names.size(); ++i)
      if (axis.names[i] == "workload")
        for (auto& choice : axis.values) resolve(choice[i]);
  resolve(spec.recipe);
  resolve(spec.dataset);
  resolve_file(spec.architecture);
  resolve_file(spec.technology);
  return spec;
}

Spec parse_spec(const std::string& yaml, const std::string& name) { return SpecReader(yaml, name).read(); }

}  // namespace octet::explore
