// SPDX-License-Identifier: Apache-2.0
#include "sim/report/layer_error_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/report/layer_groups.hpp"

namespace octet::report {
namespace {

using compress::LayerError;

constexpr std::size_t kFigures = 46, kLeastName = 14;  // characters

/// Nodes of one row, in the order of the model.
struct Row {
  std::string name;
  std::vector<const LayerError*> nodes;
};

std::vector<Row> rows_of(const std::vector<LayerError>& layers) {
  std::vector<Row> rows;
  std::map<std::string, std::size_t> places;
  for (const LayerError& layer : layers) {
    const std::string kind = kind_of(layer.name);
    const auto [at, is_new] = places.emplace(kind, rows.size());
    if (is_new) rows.push_back({kind, {}});
    rows[at->second].nodes.push_back(&layer);
  }
  for (Row& row : rows)
    if (row.nodes.size() == 1) row.name = row.nodes.front()->name;
  return rows;
}

/// The middle goes away.
std::string shortened(const std::string& name, std::size_t width) {
  if (name.size() <= width) return name;
  const std::size_t head = (width - 2) / 2;
  return name.substr(0, head) + ".." + name.substr(name.size() - (width - 2 - head));
}

std::string decibels(const LayerError& layer) {
  if (layer.sqnr_db) return fmt::format("{:.1f}", *layer.sqnr_db);
  return layer.is_exact ? "exact" : "no signal";
}

/// Worse is less; what has no signal is worst, what is exact best.
double rank(const LayerError& layer) {
  if (layer.sqnr_db) return *layer.sqnr_db;
  return layer.is_exact ? 1e9 : -1e9;
}

std::string line(const Row& row, std::size_t width) {
  const auto worse = [](const LayerError* a, const LayerError* b) { return rank(*a) < rank(*b); };
  const auto [worst, best] = std::minmax_element(row.nodes.begin(), row.nodes.end(), worse);
  double largest = 0.0, saturated = 0.0;
  for (const LayerError* node : row.nodes) {
    largest = std::max(largest, node->largest);
    saturated = std::max(saturated, node->saturated);
  }
  const bool is_one = row.nodes.size() == 1;
  return fmt::format("{:<{}}{:>4}{:>10}{:>10}{:>12.4g}{:>10.3f}\n", shortened(row.name, width), width,
                     is_one ? "" : fmt::to_string(row.nodes.size()), decibels(**worst), is_one ? "" : decibels(**best),
                     largest, 100.0 * saturated);
}

}  // namespace

std::string layer_errors_table(const std::vector<LayerError>& layers, std::size_t columns) {
  const std::vector<Row> rows = rows_of(layers);
  std::size_t longest = kLeastName;
  for (const Row& row : rows) longest = std::max(longest, row.name.size());
  const std::size_t width = std::clamp(longest, kLeastName, std::max(columns, kLeastName + kFigures) - kFigures);
  std::string text = fmt::format("\n{:<{}}{:>4}{:>10}{:>10}{:>12}{:>10}\n{:<{}}{:>4}{:>10}{:>10}{:>12}{:>10}\n",
                                 "error by layer", width, "of", "SQNR dB", "to best", "largest", "% at ends", "", width,
                                 "", "(worst)", "", "error", "of width");
  for (const Row& row : rows) text += line(row, width);
  if (layers.empty()) return text;
  const auto worst = std::min_element(layers.begin(), layers.end(),
                                      [](const LayerError& a, const LayerError& b) { return rank(a) < rank(b); });
  return text + fmt::format("worst         {} ({}), {} dB\n", worst->name, worst->op, decibels(*worst));
}

Json layer_errors_json(const std::vector<LayerError>& layers) {
  Json out = Json::array();
  for (const LayerError& it : layers)
    out.push_back({{"name", it.name},
                   {"op", it.op},
                   {"rows", it.rows},
                   {"columns", it.columns},
                   {"bits", it.bits},
                   {"sqnr_db", it.sqnr_db ? Json(*it.sqnr_db) : Json(nullptr)},
                   {"is_exact", it.is_exact},
                   {"rms_error", it.rms},
                   {"largest_error", it.largest},
                   {"largest_error_sample", it.largest_sample},
                   {"saturated_share", it.saturated}});
  return out;
}

}  // namespace octet::report
