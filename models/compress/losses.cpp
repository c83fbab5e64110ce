// SPDX-License-Identifier: Apache-2.0
#include "models/compress/losses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "models/compress/formats.hpp"
#include "models/units/softmax.hpp"

namespace octet::compress {
namespace {

using graph::ValueId;

// What is told of a value whose rare large elements are clipped on purpose: beyond what 8 bits lose anyhow.
constexpr double kNoticedShare = 0.01, kNoticedPower = 1e-3;
constexpr int kCoarseCode = 64;           // a column of weights below has lost a bit
constexpr double kCoarseDeviation = 8.0;  // steps of a LayerNorm's input: x_hat is then off by 0.036 RMS
constexpr double kCoarseStep = 0.11;      // of scores: +-13.4 in 8 bits have steps of 0.104
constexpr int kWidestScore = 16;

class Teller final : private graph::Losses {
 public:
  Teller(const graph::FloatGraph& graph, const Calibration& seen, const Plan& plan, const graph::Model& model,
         LossList& losses)
      : seen_(seen), plan_(plan), model_(model), readers_(readers_of(graph, plan)), losses_(losses) {}

  void tell(const graph::FloatNode& real, const graph::Node& node) {
    node_ = real.name;
    std::visit(
        [&]<class Op>(const Op& op) {
          if constexpr (requires { &Op::losses; })
            op.losses(std::get<typename Op::Integer>(node.op), *this);
          else
            saturation(op.output);
        },
        real.op);
  }

 private:
  const graph::Value& at(ValueId id) const { return model_.values[static_cast<std::size_t>(id)]; }
  const Readers& readers(ValueId id) const { return readers_[static_cast<std::size_t>(id)]; }
  void find(double share, std::string what, std::string remedy) {
    losses_.push_back({node_, share, std::move(what), std::move(remedy)});
  }

  /// Told when they are more than a share of the elements or their loss is more than a part of the sum of squares.
  void saturation(ValueId id, bool every = false) override {
    const double noticed = every ? 0.0 : kNoticedShare, power = every ? 0.0 : kNoticedPower;
    const graph::Value& value = at(id);
    if (value.is_unsigned || readers(id).softmax >= 0) return;  // probabilities; what the softmax tells of
    const Statistics& of = seen_.values[static_cast<std::size_t>(id)];
    const double end = value.scale * top_code(value.bits), top = end + value.scale / 2, beyond = of.share_beyond(top);
    if (beyond <= noticed && of.power_beyond(top) <= power) return;
    find(beyond, fmt::format("of its results saturate at +-{:.3g}", end),
         readers(id).is_activated() ? "raise gelu_input_bits in the recipe"
                                    : "take calibration method max in the recipe");
  }

  void coarse_columns(const Matrix<float>& weights, const Matrix<std::int8_t>& codes) override {
    std::size_t coarse = 0;
    for (std::size_t column = 0; column < codes.rows(); ++column) {
      int largest = 0;
      bool is_dead = true;
      for (const std::int8_t code : codes.row(column)) largest = std::max(largest, std::abs(static_cast<int>(code)));
      for (const float weight : weights.row(column)) is_dead &= weight == 0.0F;
      if (largest < kCoarseCode && !is_dead) ++coarse;
    }
    if (coarse == 0) return;
    find(static_cast<double>(coarse) / static_cast<double>(codes.rows()),
         "of its columns have weights of less than 7 bits, for their bias is too large beside them",
         "give that bias by an addition of a constant");
  }

  void coarse_input(ValueId input, ValueId output) override {
    const auto found = seen_.deviations.find(output);
    if (found == seen_.deviations.end()) return;
    const graph::Value& in = at(input);
    const Readers& use = readers(input);
    const double share = found->second.share_below(kCoarseDeviation * in.scale);
    const bool is_narrow = in.bits < plan_[static_cast<std::size_t>(input)].residual_bits;
    if (share <= kNoticedShare && !is_narrow) return;
    const bool is_shared = use.asks_for_8_bits() || use.is_activated() || use.softmax >= 0;
    find(share,
         fmt::format("of its rows deviate by less than {:g} steps of '{}', which has {} bits", kCoarseDeviation,
                     in.name, in.bits),
         !is_narrow  ? "raise residual_bits in the recipe"
         : is_shared ? "let what else reads that take an addition of a constant of zeros to it"
                     : "a linear layer, a sum or a mean in its place writes residual_bits");
  }

  void scores(ValueId output, int align) override {
    const int bits = plan_[static_cast<std::size_t>(output)].score_bits;
    const ScoreStatistics& of = seen_.scores_of(output);
    const double step = golden::score_step(align), end = step * top_code(bits), top = end + step / 2;
    const auto fits = [&](int width) {
      const double wide_step = golden::score_step(score_align(of, width));
      return wide_step < kCoarseStep && wide_step * top_code(width) >= of.all.largest();
    };
    int enough = bits;
    while (enough < kWidestScore && !fits(enough)) ++enough;
    const std::string remedy = enough > bits ? fmt::format("raise score_bits in the recipe to {}", enough)
                                             : "scale down what makes the scores, more bits than 16 are not to be had";
    if (const double share = of.all.share_beyond(top); share > 0.0)
      find(share, fmt::format("of its scores saturate at +-{:.3g}", end), remedy);
    if (const double share = of.ties.share_beyond(top); share > 0.0)
      find(share, "of its rows tie at their largest score, for it saturates", remedy);
    if (step >= kCoarseStep)
      find(-std::expm1(-step / 2), fmt::format("is what scores in steps of {:.2g} change an exponential by", step),
           remedy);
  }

  const Calibration& seen_;
  const Plan& plan_;
  const graph::Model& model_;
  const std::vector<Readers> readers_;  ///< by value
  LossList& losses_;
  std::string node_;  ///< name of the one that is told of
};

}  // namespace

int score_align(const ScoreStatistics& seen, int bits) {
  const double range = seen.all.with_headroom();
  int align = 0;
  while (align < golden::kMostScoreAlign && golden::score_step(align) * top_code(bits) < range) ++align;
  return align;
}

void tell_losses(const graph::FloatGraph& graph, const Calibration& seen, const Plan& plan, const graph::Model& model,
                 LossList& losses) {
  Teller teller(graph, seen, plan, model, losses);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) teller.tell(graph.nodes[i], model.nodes[i]);
}

}  // namespace octet::compress
