// SPDX-License-Identifier: Apache-2.0
#include "sim/report/sweep_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "models/io/csv.hpp"
#include "sim/report/file_list.hpp"
#include "sim/report/json_reader.hpp"
#include "sim/report/run_consistency.hpp"

namespace octet::report {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;
constexpr int kSweepSchemaVersion = 1;
constexpr std::size_t kMostSweepFaults = 20;
constexpr std::size_t kMostReasons = 100;

const std::vector<KeyRule> kSweep = {{"schema_version", JsonKind::count},
                                     {"points", JsonKind::count},
                                     {"done", JsonKind::count, false, true},
                                     {"infeasible", JsonKind::count, false, true},
                                     {"failed", JsonKind::count},
                                     {"objectives", JsonKind::list},
                                     {"pareto", JsonKind::list},
                                     {"finalists", JsonKind::list, false, true},
                                     {"failures", JsonKind::list},
                                     {"packages", JsonKind::list, false, true},
                                     {"provenance", JsonKind::object}};
const std::vector<KeyRule> kObjective = {{"metric", JsonKind::text}, {"goal", JsonKind::text}};
const std::vector<KeyRule> kPoint = {
    {"id", JsonKind::count}, {"settings", JsonKind::object}, {"metrics", JsonKind::object, false, true}};
const std::vector<KeyRule> kPackage = {{"package", JsonKind::text},
                                       {"samples", JsonKind::count},
                                       {"right", JsonKind::count},
                                       {"accuracy", JsonKind::number}};
const std::vector<KeyRule> kFailure = {
    {"id", JsonKind::count}, {"settings", JsonKind::object}, {"reason", JsonKind::text}};

/// Counts of states, and accuracies from what was right.
void check_counts(JsonChecker& checker, const Json& sweep) {
  if (sweep["failures"].size() != sweep["failed"])
    checker.add("/failed", fmt::format("expected the length of /failures, {}, got {}", sweep["failures"].size(),
                                       sweep["failed"].dump()));
  if (sweep.contains("done") && sweep.contains("infeasible")) {
    const std::uint64_t sum = sweep["done"].get<std::uint64_t>() + sweep["infeasible"].get<std::uint64_t>() +
                              sweep["failed"].get<std::uint64_t>();
    if (sum != sweep["points"])
      checker.add("/points", fmt::format("expected the sum of done, infeasible and failed, {}, got {}", sum,
                                         sweep["points"].dump()));
  }
  for (std::size_t i = 0; i < sweep["objectives"].size(); ++i)
    if (const Json& goal = sweep["objectives"][i]["goal"]; goal != "min" && goal != "max")
      checker.add(fmt::format("/objectives/{}/goal", i), fmt::format("expected min or max, got {}", goal.dump()));
  const Json packages = sweep.value("packages", Json::array());
  for (std::size_t i = 0; i < packages.size(); ++i) {
    const Json& it = packages[i];
    const auto right = it["right"].get<double>(), samples = it["samples"].get<double>();
    if (right > samples || !is_close(it["accuracy"], samples == 0.0 ? 0.0 : right / samples))
      checker.add(fmt::format("/packages/{}/accuracy", i),
                  fmt::format("expected right / samples, {} of {}, got {}", it["right"].dump(), it["samples"].dump(),
                              it["accuracy"].dump()));
  }
}

void check_sweep(const Json& sweep, const fs::path& path) {
  JsonChecker checker(path.string());
  if (checker.object(sweep, "", kSweep)) {
    if (sweep["schema_version"] != kSweepSchemaVersion)
      checker.add("/schema_version", fmt::format("expected {}, got {}: this result is of another version of octet",
                                                 kSweepSchemaVersion, sweep["schema_version"].dump()));
    checker.objects(sweep["objectives"], "/objectives", kObjective);
    checker.objects(sweep["pareto"], "/pareto", kPoint);
    checker.objects(sweep["failures"], "/failures", kFailure);
    if (sweep.contains("finalists")) checker.objects(sweep["finalists"], "/finalists", kPoint);
    if (sweep.contains("packages")) checker.objects(sweep["packages"], "/packages", kPackage);
    if (checker.good()) check_counts(checker, sweep);
  }
  checker.finish();
}

/// points.csv, by the names of its columns.
class Points {
 public:
  Points(const fs::path& path, const Json& sweep) : path_(path), table_(io::read_csv(path, kMostBytes)) {
    const auto state = std::find(table_.head.begin(), table_.head.end(), "state");
    if (table_.head.front() != "id" || state == table_.head.end())
      throw UserError(path.string() + ":1", "expected a head with id, the axes, state and further columns");
    for (auto it = table_.head.begin() + 1; it != state; ++it) axes_.push_back(*it);
    state_ = column("state");
    view_ = column("view");
    front_ = column("front");
    reason_ = column("reason");
    // A sweep of which nothing ran has no columns of figures.
    if (std::any_of(table_.rows.begin(), table_.rows.end(), [&](const auto& row) { return row[state_] == "done"; }))
      for (const Json& objective : sweep["objectives"]) objectives_.push_back(column(objective["metric"]));
    if (table_.rows.size() != sweep["points"])
      add(0, fmt::format("expected {} points as in sweep.json, got {}", sweep["points"].dump(), table_.rows.size()));
    finish();
    check_rows();
  }

  /// What sweep.json says of a point has to be in the table.
  void compare(const Json& point, const std::string& place, const std::string& state, JsonChecker& checker) {
    const auto row = rows_.find(point["id"].get<std::uint64_t>());
    if (row == rows_.end()) {
      checker.add(place + "/id", fmt::format("expected a point of {}, got {}", kSweepPointsFile, point["id"].dump()));
      return;
    }
    const std::vector<std::string>& fields = table_.rows[row->second];
    const auto differs = [&](const std::string& what, const std::string& expected, const std::string& got) {
      checker.add(place + what, fmt::format("expected {} as in line {} of {}, got {}", expected, row->second + 2,
                                            kSweepPointsFile, got));
    };
    if (fields[state_] != state) differs("", fields[state_], state);
    for (std::size_t axis = 0; axis < axes_.size(); ++axis)
      if (const auto found = point["settings"].find(axes_[axis]);
          found != point["settings"].end() && (!found->is_string() || *found != fields[axis + 1]))
        differs("/settings/" + axes_[axis], fields[axis + 1], found->dump());
    if (!point.contains("metrics")) return;
    for (const auto& [name, value] : point["metrics"].items()) {
      const auto column = std::find(table_.head.begin(), table_.head.end(), name);
      const auto at = static_cast<std::size_t>(column - table_.head.begin());
      if (column == table_.head.end() || !value.is_number()) {
        checker.add(place + "/metrics/" + name, fmt::format("expected a number and a column of {}", kSweepPointsFile));
      } else if (const std::optional<double> told = number(row->second, at); !told || !is_close(*told, value)) {
        differs("/metrics/" + name, fields[at].empty() ? "nothing" : fields[at], value.dump());
      }
    }
    finish();
  }

  /// The document's axes and points; how many are left out.
  void write(Json& out, std::size_t most_points) {
    std::vector<std::size_t> chosen = choose(most_points);
    Json points = Json::array();
    choices_.resize(axes_.size());  // also where no point ran
    for (const std::size_t row : chosen) points.push_back(point(row));
    finish();
    out["axes"] = Json::array();
    for (std::size_t axis = 0; axis < axes_.size(); ++axis)
      out["axes"].push_back({{"name", axes_[axis]}, {"choices", choices_[axis].list}});
    out["left_out"] = ran_ - chosen.size();
    out["points"] = std::move(points);
    out["without_figures"] = without_figures();
  }

  /// Ids of the front.
  std::vector<std::uint64_t> front() {
    std::vector<std::uint64_t> ids;
    for (std::size_t row = 0; row < table_.rows.size(); ++row)
      if (table_.rows[row][front_] == "1") ids.push_back(id(row));
    finish();
    return ids;
  }

 private:
  struct Choices {
    std::vector<std::string> list;
    std::map<std::string, std::size_t> numbers;
  };

  void add(std::size_t line, const std::string& message) {
    faults_.push_back({line == 0 ? path_.string() : fmt::format("{}:{}", path_.string(), line), message});
  }
  void finish() const {
    if (!faults_.empty()) throw UserError(faults_);
  }
  std::size_t column(const std::string& name) {
    const auto found = std::find(table_.head.begin(), table_.head.end(), name);
    if (found == table_.head.end()) {
      add(1, fmt::format("expected a column {}, but there is none", name));
      return 0;
    }
    return static_cast<std::size_t>(found - table_.head.begin());
  }

  /// Points are numbered once, from 0; states are known, and only what ran has a view, figures and a place on the
  /// front.
  void check_rows() {
    static const std::vector<std::string> kStates = {"done", "infeasible", "failed"};
    for (std::size_t row = 0; row < table_.rows.size() && faults_.size() < kMostSweepFaults; ++row) {
      const std::vector<std::string>& fields = table_.rows[row];
      const bool is_done = fields[state_] == "done";
      if (!rows_.emplace(id(row), row).second)
        add(row + 2, fmt::format("id: expected another than before, got {}", fields[0]));
      if (std::find(kStates.begin(), kStates.end(), fields[state_]) == kStates.end())
        add(row + 2, fmt::format("state: expected done, infeasible or failed, got {}", fields[state_].substr(0, 60)));
      if (is_done ? fields[view_] != "systemc" && fields[view_] != "estimate" : !fields[view_].empty())
        add(row + 2,
            fmt::format("view: expected {}, got {}", is_done ? "systemc or estimate" : "nothing, as it did not run",
                        fields[view_].substr(0, 60)));
      if (fields[front_] != "0" && (fields[front_] != "1" || !is_done))
        add(row + 2, fmt::format("front: expected 0{}, got {}", is_done ? " or 1" : ", as it did not run",
                                 fields[front_].substr(0, 60)));
    }
    finish();
  }

  /// A finite number that is not negative, or nothing for an empty field.
  std::optional<double> number(std::size_t row, std::size_t column) {
    const std::string& text = table_.rows[row][column];
    if (text.empty()) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0.0) {
      if (faults_.size() < kMostSweepFaults)
        add(row + 2, fmt::format("{}: expected a number{}, got {}", table_.head[column],
                                 value < 0.0 ? " that is not negative" : "", text.substr(0, 60)));
      return std::nullopt;
    }
    return value;
  }

  /// Points are numbered from 0.
  std::uint64_t id(std::size_t row) {
    const std::string& text = table_.rows[row][0];
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if ((error != std::errc() || end != text.data() + text.size() || text.empty()) && faults_.size() < kMostSweepFaults)
      add(row + 2, fmt::format("id: expected a whole number, got '{}'", text.substr(0, 60)));
    return value;
  }

  bool is_finalist(std::size_t row) const {
    return table_.rows[row][front_] == "1" || table_.rows[row][view_] == "systemc";
  }

  /// Rows of points that ran: all finalists, and of the others as many as fit, evenly.
  std::vector<std::size_t> choose(std::size_t most) {
    std::vector<std::size_t> finalists, others;
    for (std::size_t row = 0; row < table_.rows.size(); ++row)
      if (table_.rows[row][state_] == "done") (is_finalist(row) ? finalists : others).push_back(row);
    ran_ = finalists.size() + others.size();
    const std::size_t room = std::min(others.size(), most - std::min(most, finalists.size()));
    for (std::size_t i = 0; i < room; ++i) finalists.push_back(others[i * others.size() / room]);
    std::sort(finalists.begin(), finalists.end());
    return finalists;
  }

  Json point(std::size_t row) {
    const std::vector<std::string>& fields = table_.rows[row];
    Json out = {id(row), fields[front_] == "1" ? 1 : 0, fields[view_] == "systemc" ? 1 : 0};
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
      Choices& choices = choices_[axis];
      const auto [it, is_new] = choices.numbers.emplace(fields[axis + 1], choices.list.size());
      if (is_new) choices.list.push_back(fields[axis + 1]);
      out.push_back(it->second);
    }
    for (const std::size_t objective : objectives_) {
      const std::optional<double> value = number(row, objective);
      out.push_back(value ? Json(*value) : Json(nullptr));
    }
    return out;
  }

  /// Why points have no figures, the most frequent reason first.
  Json without_figures() const {
    std::map<std::pair<std::string, std::string>, std::size_t> counts;
    for (const std::vector<std::string>& row : table_.rows)
      if (row[state_] != "done") ++counts[{row[state_], row[reason_]}];
    std::vector<std::pair<std::pair<std::string, std::string>, std::size_t>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    if (sorted.size() > kMostReasons) sorted.resize(kMostReasons);
    Json out = Json::array();
    for (const auto& [why, count] : sorted)
      out.push_back({{"state", why.first}, {"reason", why.second}, {"points", count}});
    return out;
  }

  fs::path path_;
  io::CsvTable table_;
  std::vector<std::string> axes_;
  std::vector<Choices> choices_;
  std::size_t state_ = 0, view_ = 0, front_ = 0, reason_ = 0, ran_ = 0;
  std::vector<std::size_t> objectives_;
  std::map<std::uint64_t, std::size_t> rows_;  ///< by id
  std::vector<Diagnostic> faults_;
};

void check_points(Points& points, const Json& sweep, const fs::path& path) {
  JsonChecker checker(path.string());
  for (const auto& [list, state] : {std::pair("pareto", "done"), {"finalists", "done"}, {"failures", "failed"}}) {
    if (!sweep.contains(list)) continue;
    for (std::size_t i = 0; i < sweep[list].size(); ++i)
      points.compare(sweep[list][i], fmt::format("/{}/{}", list, i), state, checker);
  }
  checker.finish();
}

void check_front(std::vector<std::uint64_t> in_points, const Json& sweep, const fs::path& path) {
  std::vector<std::uint64_t> in_json;
  for (const Json& point : sweep["pareto"]) in_json.push_back(point["id"]);
  std::sort(in_json.begin(), in_json.end());
  std::sort(in_points.begin(), in_points.end());
  if (in_json != in_points)
    throw UserError(path.string(), fmt::format("/pareto: expected the {} points that {} has on the front, got {}",
                                               in_points.size(), kSweepPointsFile, in_json.size()));
}

}  // namespace

bool is_sweep_folder(const fs::path& folder) {
  std::error_code error;
  return fs::exists(folder / kSweepFile, error);
}

bool is_unfinished_sweep_folder(const fs::path& folder) {
  std::error_code error;
  return !is_sweep_folder(folder) && fs::exists(folder / "sweep.sqlite", error);
}

Json read_sweep_folder(const fs::path& folder, std::size_t most_points) {
  const fs::path path = folder / kSweepFile, points_path = folder / kSweepPointsFile;
  Json sweep = read_json(path, kMostBytes);
  check_sweep(sweep, path);
  Points points(points_path, sweep);
  check_front(points.front(), sweep, path);
  check_points(points, sweep, path);
  fs::path name = fs::absolute(folder).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  Json out = {{"folder", folder.string()},
              {"name", "sweep " + name.filename().string()},
              {"files", files_json({path, points_path})}};
  points.write(out, most_points);
  out["objectives"] = Json::array();
  for (const Json& objective : sweep["objectives"])
    out["objectives"].push_back({{"name", objective["metric"]}, {"maximize", objective["goal"] == "max"}});
  for (const char* list : {"pareto", "finalists"}) sweep.erase(list);
  out["sweep"] = std::move(sweep);
  return out;
}

}  // namespace octet::report
