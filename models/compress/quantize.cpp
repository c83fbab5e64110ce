// SPDX-License-Identifier: Apache-2.0
#include "models/compress/quantize.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "models/compress/formats.hpp"
#include "models/compress/losses.hpp"
#include "models/core/error.hpp"
#include "models/graph/validate.hpp"

namespace octet::compress {
namespace {

using graph::ValueId;

class Quantizer final : private graph::Quantizing {
 public:
  Quantizer(const graph::FloatGraph& source, const Calibration& seen, const Plan& plan, const Recipe& recipe)
      : source_(source), seen_(seen), plan_(plan), recipe_(recipe) {}

  graph::Model run() {
    model_.name = source_.name;
    model_.dataset = source_.dataset;
    model_.image = source_.image;
    model_.numerics = recipe_.numerics;
    model_.input = source_.input;
    model_.output = source_.output;
    model_.values = choose_formats(source_, readers_of(source_, plan_), seen_, plan_, recipe_.method);
    for (const graph::FloatNode& node : source_.nodes) {
      node_ = &node;
      model_.nodes.push_back(
          {node.name, std::visit([&](const auto& op) { return graph::Operator(op.quantize(*this)); }, node.op)});
      for (const graph::NumericChoice choice : graph::own_choices(model_.nodes.back().op))
        if (const int bits = width_of(numerics(), choice); bits != width_of(recipe_.numerics, choice))
          model_.nodes.back().own[choice] = bits;
    }
    graph::validate(model_, source_.name);
    return std::move(model_);
  }

 private:
  /// At a node of the graph's file, or of its name where it comes from none.
  Diagnostic diagnostic(const graph::FloatNode& node, const std::string& message) const {
    const std::string path = "/nodes/" + std::to_string(&node - source_.nodes.data());
    return {node.place.empty() ? source_.name : node.place, path + ": '" + node.name + "': " + message};
  }

  const graph::Value& value(ValueId id) const override { return model_.values[static_cast<std::size_t>(id)]; }
  const graph::Numerics& numerics() const override {
    return plan_[static_cast<std::size_t>(graph::output_of(node_->op))];
  }
  double range(ValueId id, int bits) const override {
    return seen_.values[static_cast<std::size_t>(id)].range(bits, recipe_.method);
  }
  int score_align(ValueId output) const override {
    return compress::score_align(seen_.scores_of(output), numerics().score_bits);
  }
  DyadicScale dyadic(double factor) const override {
    const int bits = numerics().multiplier_bits;
    // Narrow values on a wide scale need factors of up to 2^(difference of widths): below 2^bits, rounding included.
    if (!(factor < std::ldexp(1.0, bits) - 0.5))  // NaN too
      throw UserError(
          {diagnostic(*node_, "expected scales that fit multipliers of " + std::to_string(bits) + " bits, got " +
                                  fmt::format("{:g}", factor) + ": more multiplier_bits or fewer residual_bits fit")});
    return dyadic_from_real(factor, bits);
  }

  const graph::FloatGraph& source_;
  const Calibration& seen_;
  const Plan& plan_;
  const Recipe& recipe_;
  const graph::FloatNode* node_ = nullptr;  ///< being converted
  graph::Model model_;
};

std::string hexadecimal(std::uint32_t x) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", x);
  return text;
}

}  // namespace

graph::Model quantize(const graph::FloatGraph& graph, const Calibration& seen, const Recipe& recipe, LossList* losses) {
  const Plan plan = plan_widths(graph, recipe);
  graph::Model model = Quantizer(graph, seen, plan, recipe).run();
  if (losses != nullptr) tell_losses(graph, seen, plan, model, *losses);
  return model;
}

graph::Model compress(const graph::FloatGraph& graph, const Recipe& recipe, const data::ImageDataset& calibration,
                      const Progress& progress, LossList* losses) {
  plan_widths(graph, recipe);  // its faults before the long run
  graph::Model model =
      quantize(graph, calibrate(graph, calibration, recipe.calibration_images, progress), recipe, losses);
  model.provenance["calibration.dataset"] = calibration.name;
  model.provenance["calibration.crc32"] = hexadecimal(calibration.checksum);
  model.provenance["calibration.images"] =
      std::to_string(std::min<std::size_t>(static_cast<std::size_t>(recipe.calibration_images), calibration.size()));
  model.provenance["calibration.method"] = method_name(recipe.method);
  return model;
}

}  // namespace octet::compress
