// SPDX-License-Identifier: Apache-2.0
// What lies beside a run.json has to say the same.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "models/io/csv.hpp"
#include "models/io/yaml_reader.hpp"
#include "sim/report/run_consistency.hpp"

namespace octet::report {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBesideBytes = 64 << 20;
constexpr std::size_t kMostContradictions = 20;
constexpr const char* kOutsideRow = "(outside layers)";

class Contradictions {
 public:
  explicit Contradictions(std::string file) : file_(std::move(file)) {}

  void add(std::size_t line, const std::string& what, const std::string& expected, const std::string& got) {
    if (++count_ > kMostContradictions) return;
    faults_.push_back({line == 0 ? file_ : fmt::format("{}:{}", file_, line),
                       fmt::format("{}: expected {} as in run.json, got {}", what, expected, got.substr(0, 60))});
  }
  std::vector<Diagnostic> take() {
    if (count_ > kMostContradictions)
      faults_.push_back({file_, fmt::format("and {} more", count_ - kMostContradictions)});
    return std::move(faults_);
  }

 private:
  std::string file_;
  std::vector<Diagnostic> faults_;
  std::size_t count_ = 0;
};

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Whether a text is this number, or empty for null.
bool says(const std::string& text, const Json& value) {
  if (!value.is_number()) return text == (value.is_null() ? std::string() : text_of(value));
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return false;
  return value.is_number_integer() ? number == value.get<double>() : is_close(number, value.get<double>());
}

void compare_yaml(const Json& json, const YAML::Node& node, const std::string& path, Contradictions& out) {
  if (!json.is_object()) {
    const std::string got = node.IsScalar() ? node.Scalar() : node.IsNull() ? "null" : "something else";
    if (!node.IsScalar() || !says(got, json)) out.add(0, path, text_of(json), got);
    return;
  }
  if (!node.IsMap()) return out.add(0, path.empty() ? "/" : path, "a mapping", "something else");
  for (const auto& [key, value] : json.items()) {
    const YAML::Node below = node[key];
    if (below)
      compare_yaml(value, below, path + "/" + key, out);
    else
      out.add(0, path + "/" + key, value.is_object() ? "a mapping" : text_of(value), "nothing");
  }
  for (const auto& entry : node)
    if (entry.first.IsScalar() && !json.contains(entry.first.Scalar()))
      out.add(0, path + "/" + entry.first.Scalar(), "nothing", "a value");
}

/// The columns that run.json has, by their heads; others (those of --explain) are read by nobody.
void compare_layers(const io::CsvTable& table, const Json& run, Contradictions& out) {
  static constexpr const char* kColumns[] = {"macs", "start_cycles", "end_cycles", "busy_cycles", "energy_j"};
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(table.head.begin(), table.head.end(), name) - table.head.begin());
  };
  for (const char* name : {"layer", "macs", "start_cycles", "end_cycles", "busy_cycles", "energy_j"})
    if (column(name) == table.head.size()) return out.add(1, "head", fmt::format("a column {}", name), "none");
  const Json& layers = run["per_layer"];
  // Before there was a row of what is outside, the layers were all.
  const bool has_rest = run.contains("outside_layers");
  if (table.rows.size() != layers.size() + (has_rest ? 1 : 0))
    return out.add(0, "rows", fmt::to_string(layers.size() + (has_rest ? 1 : 0)), fmt::to_string(table.rows.size()));
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const bool is_rest = row == layers.size();
    const Json& layer = is_rest ? run["outside_layers"] : layers[row];
    const std::string name = is_rest ? std::string(kOutsideRow) : layer["name"].get<std::string>();
    const std::vector<std::string>& fields = table.rows[row];
    if (fields[column("layer")] != name) out.add(row + 2, "layer", name, fields[column("layer")]);
    for (const char* key : kColumns) {
      const Json expected = is_rest && key == std::string("macs") ? Json(0) : layer.value(key, Json(nullptr));
      if (const std::string& got = fields[column(key)]; !says(got, expected))
        out.add(row + 2, key, expected.is_null() ? "nothing" : text_of(expected), got.empty() ? "nothing" : got);
    }
  }
}

template <class Compare>
void look(const fs::path& path, std::vector<Diagnostic>& faults, Compare compare) {
  std::error_code error;
  if (!fs::exists(path, error)) return;
  try {
    Contradictions out(path.string());
    compare(out);
    for (Diagnostic& it : out.take()) faults.push_back(std::move(it));
  } catch (const UserError& fault) {
    faults.insert(faults.end(), fault.diagnostics().begin(), fault.diagnostics().end());
  }
}

}  // namespace

std::vector<Diagnostic> find_contradictions(const fs::path& folder, const Json& run) {
  std::vector<Diagnostic> faults;
  look(folder / "layers.csv", faults,
       [&](Contradictions& out) { compare_layers(io::read_csv(folder / "layers.csv", kMostBesideBytes), run, out); });
  look(folder / "architecture.yaml", faults, [&](Contradictions& out) {
    const io::YamlFile file(folder / "architecture.yaml");
    compare_yaml(run["architecture"], file.root(), "", out);
  });
  return faults;
}

}  // namespace octet::report
