// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "models/compress/recipe.hpp"
#include "models/core/progress.hpp"
#include "models/data/dataset.hpp"
#include "models/graph/float_graph.hpp"

namespace octet::compress {

using graph::top_code;

/// What calibration saw of one value: the largest magnitude, and how often each magnitude occurred.
class Statistics {
 public:
  static constexpr std::size_t kBins = 2048;

  /// First pass.
  void widen(float x) { largest_ = std::max(largest_, x < 0 ? -x : x); }
  /// Second pass, once `largest` is final.
  void count(float x);

  float largest() const { return largest_; }
  /// Share of the counted elements whose magnitude is beyond `magnitude`, up to one of kBins parts of the largest.
  double share_beyond(double magnitude) const;
  /// Share of the others.
  double share_below(double magnitude) const { return 1.0 - share_beyond(magnitude); }
  /// What clipping at `magnitude` loses of the sum of squares, a share likewise.
  double power_beyond(double magnitude) const;
  /// The magnitude that the largest positive code of a symmetric quantizer of `bits` bits should stand for; above 0.
  double range(int bits, RangeMethod method) const;
  /// The largest magnitude with headroom for inputs that calibration did not see; above 0.
  double with_headroom() const;

 private:
  double percentile(double share) const;
  double least_squares(int bits) const;

  float largest_ = 0.0F;
  std::uint64_t total_ = 0;
  std::vector<std::uint64_t> bins_;
};

/// What calibration saw of the scores of one softmax or attention, all heads together, by row.
struct ScoreStatistics {
  Statistics all;
  /// Of each row the range +-x from which downwards its maximum no longer stands alone: the second largest score, or
  /// what all scores lie below.
  Statistics ties;

  void widen(const Matrix<float>& scores);
  void count(const Matrix<float>& scores);
};

/// What calibration saw of a float graph.
struct Calibration {
  std::vector<Statistics> values;                    ///< by value
  std::map<graph::ValueId, ScoreStatistics> scores;  ///< by the value that a softmax or an attention writes
  /// Of the rows that a normalization reads, the root of variance and epsilon; by the value that it writes.
  std::map<graph::ValueId, Statistics> deviations;

  /// Nothing seen where there are none.
  const ScoreStatistics& scores_of(graph::ValueId output) const;
};

/// Runs the float graph on `images` images spread evenly over the data set, twice.
Calibration calibrate(const graph::FloatGraph& graph, const data::ImageDataset& dataset, int images,
                      const Progress& progress = {});

}  // namespace octet::compress
