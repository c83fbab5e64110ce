// SPDX-License-Identifier: Apache-2.0
#include "models/compress/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/core/error.hpp"
#include "models/data/patches.hpp"
#include "models/reference/executor.hpp"
#include "models/tasks/image_classification.hpp"

namespace octet::compress {
namespace {

constexpr double kKeptShare = 0.9999;  // of the percentile method
constexpr double kHeadroom = 1.25;     // a wide value spends a third of a bit on inputs calibration did not see
constexpr int kWide = 10;              // from here on clipping costs more than it gains
constexpr int kClipSteps = 64;         // clip points tried: largest * i / 64

/// 16 significant bits: hides the last bits of libm, so that every CPU writes the same package.
double coarse(double x) {
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);
  return std::ldexp(std::ceil(std::ldexp(mantissa, 16)), exponent - 16);
}

}  // namespace

void Statistics::count(float x) {
  if (bins_.empty()) bins_.assign(kBins, 0);
  ++total_;
  if (largest_ == 0.0F) return;
  const float magnitude = x < 0 ? -x : x;
  const auto bin = static_cast<std::size_t>(magnitude / largest_ * static_cast<float>(kBins));
  ++bins_[std::min(bin, kBins - 1)];
}

double Statistics::range(int bits, RangeMethod method) const {
  if (largest_ == 0.0F || bits >= kWide) return with_headroom();
  switch (method) {
    case RangeMethod::kMax:
      return coarse(largest_);
    case RangeMethod::kPercentile:
      return coarse(percentile(kKeptShare));
    case RangeMethod::kMse:
      return coarse(least_squares(bits));
  }
  throw InternalError("unknown range method");
}

double Statistics::with_headroom() const {
  return largest_ == 0.0F ? 1.0 : coarse(largest_ * kHeadroom);  // always zero: any step will do
}

double Statistics::share_beyond(double magnitude) const {
  if (total_ == 0 || magnitude >= largest_) return 0.0;
  std::uint64_t beyond = 0;
  for (auto bin = static_cast<std::size_t>(std::ceil(magnitude / largest_ * static_cast<double>(kBins))); bin < kBins;
       ++bin)
    beyond += bins_[bin];
  return static_cast<double>(beyond) / static_cast<double>(total_);
}

double Statistics::power_beyond(double magnitude) const {
  if (total_ == 0 || magnitude >= largest_) return 0.0;
  double lost = 0.0, all = 0.0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const double x = (static_cast<double>(bin) + 0.5) * largest_ / static_cast<double>(kBins),
                 over = std::max(0.0, x - magnitude), times = static_cast<double>(bins_[bin]);
    lost += over * over * times;
    all += x * x * times;
  }
  return lost / all;
}

double Statistics::percentile(double share) const {
  const auto kept = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total_)));
  std::uint64_t seen = 0;
  std::size_t bin = 0;
  while (bin < kBins && seen < kept) seen += bins_[bin++];
  return largest_ * static_cast<double>(std::max<std::size_t>(bin, 1)) / static_cast<double>(kBins);
}

double Statistics::least_squares(int bits) const {
  const double codes = std::ldexp(1.0, bits - 1) - 1.0;
  const double width = largest_ / static_cast<double>(kBins);
  double best = largest_, best_error = HUGE_VAL;
  for (int step = kClipSteps; step >= kClipSteps / 8; --step) {  // widest first: it wins ties
    const double clip = static_cast<double>(largest_) * step / kClipSteps;
    const double quantum = clip / codes;
    double error = 0.0;
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      if (bins_[bin] == 0) continue;
      const double x = (static_cast<double>(bin) + 0.5) * width;
      // A quantum spans several bins or less than one: its own rounding error is the uniform one.
      const double squared = x > clip ? (x - clip) * (x - clip) : quantum * quantum / 12.0;
      error += squared * static_cast<double>(bins_[bin]);
    }
    if (error < best_error) best_error = error, best = clip;
  }
  return best;
}

namespace {

/// `see(Statistics&, float)` for every score and for what ties its rows.
template <class See>
void see_scores(ScoreStatistics& statistics, const Matrix<float>& scores, See see) {
  for (std::size_t row = 0; row < scores.rows(); ++row) {
    float first = scores.at(row, 0), second = 0.0F;  // a negative second ties with nothing at the upper end
    for (std::size_t column = 0; column < scores.columns(); ++column) {
      const float x = scores.at(row, column);
      see(statistics.all, x);
      if (column == 0) continue;
      second = std::max(second, std::min(first, x));
      first = std::max(first, x);
    }
    if (scores.columns() > 1) see(statistics.ties, std::max(second, -first));
  }
}

}  // namespace

namespace {

/// The normalizations of a graph, by the value they read.
class Norms final : public graph::Asks {
 public:
  explicit Norms(const graph::FloatGraph& graph) {
    for (const graph::FloatNode& node : graph.nodes) std::visit([&](const auto& op) { op.asks(*this); }, node.op);
  }
  std::multimap<graph::ValueId, graph::Normalization> by_input;

 private:
  void normalized(graph::ValueId id, const graph::Normalization& by) override { by_input.emplace(id, by); }
};

/// Throws where a result left float32, at the first node: what reads it has no other reason.
void check_finite(const graph::FloatGraph& graph, const Calibration& seen) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const graph::FloatNode& node = graph.nodes[i];
    const graph::ValueId output = graph::output_of(node.op);
    if (std::isfinite(seen.values[static_cast<std::size_t>(output)].largest())) continue;
    throw UserError(node.place.empty() ? graph.name : node.place,
                    "/nodes/" + std::to_string(i) + ": expected finite float results, got infinity from '" + node.name +
                        "' on calibration images: scale its weights or what it reads down");
  }
}

}  // namespace

void ScoreStatistics::widen(const Matrix<float>& scores) {
  see_scores(*this, scores, [](Statistics& of, float x) { of.widen(x); });
}

void ScoreStatistics::count(const Matrix<float>& scores) {
  see_scores(*this, scores, [](Statistics& of, float x) { of.count(x); });
}

const ScoreStatistics& Calibration::scores_of(graph::ValueId output) const {
  static const ScoreStatistics kNone;
  const auto found = scores.find(output);
  return found == scores.end() ? kNone : found->second;
}

Calibration calibrate(const graph::FloatGraph& graph, const data::ImageDataset& dataset, int images,
                      const Progress& progress) {
  tasks::check_images(graph.image, dataset);
  const std::size_t count = std::min(static_cast<std::size_t>(images), dataset.size());
  Calibration seen;
  seen.values.resize(graph.values.size());
  const Norms norms(graph);
  reference::FloatExecutor executor(graph);
  for (const bool counting : {false, true}) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t index = i * dataset.size() / count;
      executor.run(
          data::patches(dataset.image(index), graph.image),
          [&](graph::ValueId id, const Matrix<float>& value) {
            tell(progress, (counting ? count : 0) + i, 2 * count);
            Statistics& of = seen.values[static_cast<std::size_t>(id)];
            for (const float x : value.data()) counting ? of.count(x) : of.widen(x);
            const auto [first, last] = norms.by_input.equal_range(id);
            for (auto norm = first; norm != last; ++norm) {
              Statistics& rows = seen.deviations[norm->second.output];
              for (std::size_t row = 0; row < value.rows(); ++row) {
                const float x = norm->second.deviation_of(value.row(row), norm->second.epsilon);
                counting ? rows.count(x) : rows.widen(x);
              }
            }
          },
          [&](graph::ValueId id, const Matrix<float>& scores) {
            counting ? seen.scores[id].count(scores) : seen.scores[id].widen(scores);
          });
      tell(progress, (counting ? count : 0) + i + 1, 2 * count);
    }
    check_finite(graph, seen);
  }
  return seen;
}

}  // namespace octet::compress
